namespace Gateway.Hosting.Drain;

/// <summary>Whether clients are asked to leave their connections.</summary>
internal sealed class Departure
{
    private volatile bool _begun;

    public bool HasBegun => _begun;

    /// <summary>From now on; there is no way back.</summary>
    public void Begin() => _begun = true;
}
