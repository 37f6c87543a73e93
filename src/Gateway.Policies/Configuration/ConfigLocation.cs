namespace Gateway.Policies.Configuration;

/// <summary>A place in a configuration file. Line and column are 1-based; the column counts characters.</summary>
public readonly record struct ConfigLocation(string File, int Line, int Column)
{
    public override string ToString() => $"{File}({Line},{Column})";
}
