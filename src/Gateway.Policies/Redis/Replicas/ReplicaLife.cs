namespace Gateway.Policies.Redis.Replicas;

/// <summary>One life of a replica: its name in Redis, and whether Redis knows it.</summary>
/// <param name="Number">Counts the lives of the process.</param>
/// <param name="Name">16 hexadecimal digits of the process, a dot, and the number.</param>
internal sealed record ReplicaLife(int Number, string Name)
{
    private volatile bool _isKnown;

    /// <summary>Redis has answered in this life. From then on a name that Redis does not know means that the life has ended.</summary>
    public bool IsKnown => _isKnown;

    public void Known() => _isKnown = true;
}
