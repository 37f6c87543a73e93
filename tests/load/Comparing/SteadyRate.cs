namespace Gateway.LoadTests.Comparing;

/// <summary>
/// Tells when a server is warm: when its rate has stopped rising. A runtime that compiles what it runs does so beside the load, and on one busy core that takes tens
/// of seconds, not a few: a fixed warm-up would compare half-compiled code.
/// </summary>
internal sealed class SteadyRate
{
    /// <summary>A step has risen when it is better by this part than the last one that had: small ones add up.</summary>
    public const double Rise = 0.05;

    /// <summary>So many steps in a row without a rise.</summary>
    public const int Steps = 3;

    private double _risen;
    private int _flat;

    public bool IsSteady => _flat >= Steps;

    public void Add(double rate)
    {
        if (rate > _risen * (1 + Rise)) (_risen, _flat) = (rate, 0);
        else _flat++;
    }
}
