import static io.trino.testing.TestingSession.testSessionBuilder;

import io.trino.plugin.memory.MemoryPlugin;
import io.trino.testing.DistributedQueryRunner;
import java.util.Map;

/** A Trino of two nodes on this machine, with tables in memory: Trino PORT. It answers by Trino's own protocol. */
public final class Trino {
  public static void main(String[] arguments) throws Exception {
    var session = testSessionBuilder().setCatalog("memory").setSchema("default").build();
    var runner =
        DistributedQueryRunner.builder(session)
            .setWorkerCount(1)
            .setCoordinatorProperties(Map.of("http-server.http.port", arguments[0]))
            .build();
    runner.installPlugin(new MemoryPlugin());
    runner.createCatalog("memory", "memory");
    System.out.println("ready at " + runner.getCoordinator().getBaseUrl());
    Thread.currentThread().join();
  }
}
