using Gateway.Policies.Hashing;

namespace Gateway.Policies.RateLimit;

/// <summary>
/// Sixteen bits of a partition that are the same for every rule that counts the same client: stores that spread over several servers keep
/// what a request takes of them in one place. They say nothing that the rest of the hash does not: both are keyed.
/// </summary>
internal static class PartitionPlace
{
    // Neither end of the hash: tables in the process divide by those.
    private const int Shift = 64;

    public static ushort Of(UInt128 partition) => (ushort)(partition >> Shift);

    public static UInt128 Put(UInt128 partition, UInt128 client) =>
        (partition & ~((UInt128)ushort.MaxValue << Shift)) | ((UInt128)(ushort)client << Shift);

    /// <summary>What clients are hashed with: the same for every rule of a store.</summary>
    public static SipHash128 State(UInt128 hashKey)
    {
        var hash = new SipHash128(hashKey);
        hash.Add("place");
        return hash;
    }

    /// <summary>The keys that say who the client is: routes do not, unless a rule has nothing else. So "Consumer" and "Consumer, Route" are together.</summary>
    public static PartitionKey[] Keys(PartitionKey[] keys)
    {
        var clients = Array.FindAll(keys, static k => k.IsPerClient);
        return clients.Length > 0 ? clients : keys;
    }
}
