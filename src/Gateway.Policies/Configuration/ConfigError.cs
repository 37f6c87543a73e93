namespace Gateway.Policies.Configuration;

/// <summary>How much a finding weighs: an error refuses the configuration, a warning is shown and logged.</summary>
public enum ConfigSeverity
{
    Error,
    Warning,
}

/// <summary>One finding about the configuration, printed as <c>file(line,col): GWnnnn json:path: found …; allowed: …</c>.</summary>
/// <param name="Code">One of <see cref="ConfigErrorCode"/>.</param>
/// <param name="Location">Where the offending token stands.</param>
/// <param name="Path">The JSON path, members joined by ':' and array elements as [n].</param>
/// <param name="Found">What stands there. Never the value of a secret.</param>
/// <param name="Allowed">What may stand there; empty where what was found is a whole sentence that says so.</param>
/// <param name="Severity">Error unless said otherwise.</param>
public sealed record ConfigError(
    string Code,
    ConfigLocation Location,
    string Path,
    string Found,
    string Allowed,
    ConfigSeverity Severity = ConfigSeverity.Error)
{
    /// <summary>A warning about what a vendor's file says to no effect: listed where findings are asked for, counted elsewhere.</summary>
    internal bool HasNoEffect { get; init; }

    public override string ToString()
    {
        var severity = Severity is ConfigSeverity.Warning ? "warning " : "";
        return $"{Location}: {severity}{Code} {Path}: {(Allowed.Length == 0 ? Found : $"found {Found}; allowed: {Allowed}")}";
    }
}
