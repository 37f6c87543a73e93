namespace Gateway.Policies.Pipeline;

/// <summary>What the options of every policy share.</summary>
public abstract class PolicyOptions
{
    /// <summary>Enforce (default), Report (decide and record, but let pass) or Off.</summary>
    public PolicyMode Mode { get; set; }

    /// <summary>Why a policy that decides access is in Report mode. Required there.</summary>
    public string? Reason { get; set; }

    /// <summary>The last day (UTC, yyyy-MM-dd) on which a policy that decides access may be in Report mode; it enforces from the next day on. Required there.</summary>
    public DateOnly? Until { get; set; }

    /// <summary>The mode that the request stages run in; a policy that tells directions apart may have another one than <see cref="Mode"/>.</summary>
    internal virtual PolicyMode RequestMode => Mode;

    /// <summary>Files and folders that the options refer to, as far as validation has found them: part of the configuration, for who watches it.</summary>
    internal virtual IEnumerable<string> ReferredFiles => [];
}
