namespace Gateway.Policies.LoadShedding;

/// <summary>What is shed last and first.</summary>
public enum RequestPriority
{
    /// <summary>May use the whole limit, also while a probe lowers it for the others.</summary>
    Critical,

    /// <summary>Leaves one reserve free, for Critical.</summary>
    High,

    /// <summary>The default. Leaves two reserves free.</summary>
    Normal,

    /// <summary>Leaves three reserves free: shed first.</summary>
    Low,
}
