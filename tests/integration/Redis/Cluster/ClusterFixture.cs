using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Redis.Cluster;

/// <summary>One cluster for all tests that leave it whole: making one takes some seconds.</summary>
public sealed class ClusterFixture : IAsyncLifetime
{
    public RedisCluster Cluster { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Cluster = await RedisCluster.StartAsync();

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();
}

/// <summary>Tests on that cluster, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class ClusterTests : ICollectionFixture<ClusterFixture>
{
    public const string Name = "redis-cluster";
}
