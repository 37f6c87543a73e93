namespace Gateway.Policies.WebSocket;

/// <summary>A leaky bucket for one connection: what was taken drains at a rate, and more than the burst does not fit in. One caller at a time.</summary>
internal struct Allowance(double perSecond, double burst)
{
    private double _level;
    private TimeSpan _at;

    /// <param name="cost">How much to take.</param>
    /// <param name="now">Since any fixed moment.</param>
    public bool TryTake(double cost, TimeSpan now)
    {
        var level = Math.Max(0, _level - ((now - _at).TotalSeconds * perSecond)) + cost;
        if (level > burst) return false;
        (_level, _at) = (level, now);
        return true;
    }
}
