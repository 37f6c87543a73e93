using Gateway.Policies.Configuration;

namespace Gateway.Policies.Redis;

/// <summary>The Redis server that replicas share their counts through. Read at start; a reload does not change it.</summary>
public sealed class RedisOptions
{
    /// <summary>
    /// "host:port", several of them for a cluster, then options: "password=…", "ssl=true", "sslHost=NAME", "defaultDatabase=N", "name=TEXT",
    /// separated by commas. Required. Timeouts are the gateway's own and no options here.
    /// </summary>
    [RequiredMember]
    [Secret]
    public string ConnectionString { get; set; } = "";

    /// <summary>What every key begins with. Gateways with the same prefix on one server share their limits. Default: gw:.</summary>
    [AllowedPattern("^[A-Za-z0-9:._-]{1,64}$", "1 to 64 letters, digits and : . _ -")]
    public string Prefix { get; set; } = "gw:";

    /// <summary>
    /// What the names of buckets are hashed with, beside the prefix; the same on every replica. With it nobody who reads Redis can tell
    /// which client a bucket belongs to. Changing it starts every bucket anew, full. At least 16 bytes. Default: none.
    /// </summary>
    [Secret]
    public string? PartitionSecret { get; set; }

    /// <summary>How long a request waits for a decision of Redis before the rule's OnStoreFailure decides. 1 ms to 5 s. Default: 25 ms.</summary>
    [AllowedDuration("1ms", "5s")]
    public TimeSpan DecisionBudget { get; set; } = TimeSpan.FromMilliseconds(25);

    /// <summary>Calls that may wait for Redis at once, those that were given up included; more are decided by OnStoreFailure. Default: 1000.</summary>
    [AllowedRange(1, 100_000)]
    public int MaxCallsInFlight { get; set; } = 1000;

    /// <summary>
    /// How many replicas run at least. While Redis is away each grants its share of a limit with OnStoreFailure "Local": divided by this
    /// number, or by the replicas that were last known to be alive if those were more. Default: 1.
    /// </summary>
    [AllowedRange(1, 10_000)]
    public int Replicas { get; set; } = 1;

    /// <summary>
    /// How much of a rule's burst replicas may hold, all together, as permits drawn in advance: those are granted without asking Redis, and
    /// for a moment no other replica can use them. 0 asks for every request. The same on every replica. 0 to 50. Default: 5.
    /// </summary>
    [AllowedRange(0, 50)]
    public int LeasePercent { get; set; } = 5;

    /// <summary>When to stop asking a server that does not answer, and how often to try again.</summary>
    public RedisBreakerOptions Breaker { get; set; } = new();

    /// <summary>Certificates (PEM) of the authorities that may have issued the server's certificate, with "ssl=true". Default: those of the system.</summary>
    [FilePath]
    public string? CaPath { get; set; }
}
