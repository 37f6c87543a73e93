using System.Text;
using Gateway.SecLang.Parsing;

namespace Gateway.SecLang.Model;

/// <summary>A rule ready to run: a chain of links, of which most rules have one.</summary>
internal sealed class Rule
{
    /// <summary>Its place among all rules, for bit sets.</summary>
    public required int Index { get; init; }

    public required long Id { get; init; }

    public required int Phase { get; init; }

    public required SourcePosition Position { get; init; }

    public required Link[] Links { get; init; }

    public required string[] Tags { get; init; }

    public required Severity Severity { get; init; }

    public required MacroTemplate? Message { get; init; }

    public required MacroTemplate? LogData { get; init; }

    public required string Version { get; init; }

    public required Disruption Disruption { get; init; }

    public required bool Log { get; init; }

    public required string? SkipAfter { get; init; }

    public required int Skip { get; init; }

    /// <summary>From the tag <c>paranoia-level/N</c>; 0 where there is none.</summary>
    public required int ParanoiaLevel { get; init; }

    /// <summary>The <c>ctl</c> exclusions that could ever mean this rule.</summary>
    public required int[] Exclusions { get; init; }

    /// <summary>The same as bits.</summary>
    public required ulong[] ExclusionMask { get; init; }

    /// <summary>What <c>%{rule.id}</c> and its like stand for.</summary>
    public byte[] Describe(ReadOnlySpan<byte> name)
    {
        var text = Encoding.ASCII.GetString(name).ToUpperInvariant() switch
        {
            "ID" => Id.ToString(),
            "MSG" => Message?.Text ?? "",
            "LOGDATA" => LogData?.Text ?? "",
            "SEVERITY" => Severity == Severity.None ? "" : ((int)Severity).ToString(),
            "VER" => Version,
            _ => "",
        };
        return Encoding.Latin1.GetBytes(text);
    }
}
