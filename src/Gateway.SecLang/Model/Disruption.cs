namespace Gateway.SecLang.Model;

/// <summary>What a rule does to the request when it matches.</summary>
internal enum DisruptionKind : byte
{
    /// <summary>Nothing.</summary>
    Pass,

    /// <summary>What SecDefaultAction of the phase says; pass where it says nothing.</summary>
    Block,

    /// <summary>Answer with the status.</summary>
    Deny,

    /// <summary>Close the connection.</summary>
    Drop,

    /// <summary>Answer with a redirect.</summary>
    Redirect,

    /// <summary>Run no more rules but those of phase 5.</summary>
    Allow,

    /// <summary>Run no more rules of this phase.</summary>
    AllowPhase,

    /// <summary>Run no more rules of the request phases.</summary>
    AllowRequest,
}

/// <summary>The disruptive action of a rule.</summary>
internal sealed record Disruption(DisruptionKind Kind, int Status = 403, MacroTemplate? Location = null)
{
    public static readonly Disruption Pass = new(DisruptionKind.Pass);
}
