namespace Gateway.LoadTests.Contenders;

/// <summary>A gateway to measure: its executable, and what its environment has beside that of this process.</summary>
internal sealed record GatewayProgram(string Path, IReadOnlyDictionary<string, string> Environment)
{
    /// <summary>The one that was built with this program.</summary>
    public static GatewayProgram Own { get; } = new(OwnProgram.Gateway, new Dictionary<string, string>(StringComparer.Ordinal));
}
