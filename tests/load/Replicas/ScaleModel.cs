namespace Gateway.LoadTests.Replicas;

/// <summary>What the model starts from, all of it measured.</summary>
/// <param name="RequestsPerCore">What one core of gateways serves a second, saturated.</param>
/// <param name="MicrosecondsPerCall">Processor time of Redis for a call, network included.</param>
internal sealed record ScaleInputs(double RequestsPerCore, double MicrosecondsPerCall);

/// <summary>Traffic on limits that replicas share.</summary>
/// <param name="Title">What the table calls it.</param>
/// <param name="Keys">Clients (or whatever the limit is by) that send evenly.</param>
/// <param name="ReplicasPerKey">To how many replicas a balancer spreads one of them.</param>
/// <param name="WindowSeconds">The limit's window; its burst is one window's permits.</param>
internal sealed record Traffic(string Title, int Keys, int ReplicasPerKey, double WindowSeconds);

/// <summary>What that needs.</summary>
/// <param name="CallsPerRequest">Calls to Redis.</param>
/// <param name="CallsPerSecond">Of all replicas.</param>
/// <param name="BusiestKey">Of them, those for one key: they are one master's, whatever the cluster's size.</param>
/// <param name="Masters">Of a Redis Cluster, each so busy as is planned for.</param>
internal sealed record Need(double CallsPerRequest, double CallsPerSecond, double BusiestKey, int Masters);

/// <summary>From few replicas to many, on paper; docs/scale.md says where each rule comes from.</summary>
internal static class ScaleModel
{
    /// <summary>Of a burst, what all replicas may hold as leases: the default of Gateway:Redis:LeasePercent.</summary>
    public const double LeasedPart = 0.05;

    /// <summary>Draws for each lease that is used up: a replica asks again before its lease is empty.</summary>
    public const double DrawsPerLease = 1.5;

    /// <summary>Replicas that take leases of one key; the others ask for each request.</summary>
    public const int LeasingReplicas = 64;

    /// <summary>Permits a second of one key on one replica below which a lease does not pay.</summary>
    public const double LeastRate = 20;

    /// <summary>Bursts below this have no leases.</summary>
    public const double LeastBurst = 40;

    /// <summary>How much of a limit is used: it is not overrun.</summary>
    public const double Used = 0.8;

    /// <summary>How busy a master is planned to be.</summary>
    public const double Planned = 0.6;

    /// <summary>Calls to Redis for each request on one key.</summary>
    /// <param name="replicas">That share the key.</param>
    /// <param name="burst">Of the limit.</param>
    /// <param name="ratePerReplica">Requests a second of the key on each.</param>
    public static double CallsPerRequest(int replicas, double burst, double ratePerReplica)
    {
        if (burst < LeastBurst || ratePerReplica < LeastRate) return 1;
        var leasing = Math.Min(replicas, LeasingReplicas);
        var leased = Math.Min(1, DrawsPerLease * leasing / (LeasedPart * burst));
        return (leasing * leased + (replicas - leasing)) / replicas;
    }

    public static Need Of(Traffic traffic, double requestsPerSecond, ScaleInputs inputs)
    {
        var perKey = requestsPerSecond / traffic.Keys;
        var calls = CallsPerRequest(traffic.ReplicasPerKey, perKey / Used * traffic.WindowSeconds, perKey / traffic.ReplicasPerKey);
        var total = calls * requestsPerSecond;
        return new Need(calls, total, calls * perKey, Math.Max(1, (int)Math.Ceiling(total / CallsPerMaster(inputs))));
    }

    /// <summary>What a master is planned to answer a second.</summary>
    public static double CallsPerMaster(ScaleInputs inputs) => Planned * 1e6 / inputs.MicrosecondsPerCall;

    /// <summary>Cores of gateways, as busy as is planned for.</summary>
    public static int Cores(double requestsPerSecond, ScaleInputs inputs) => (int)Math.Ceiling(requestsPerSecond / (Planned * inputs.RequestsPerCore));
}
