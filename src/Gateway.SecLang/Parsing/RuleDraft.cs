using Gateway.SecLang.Actions;
using Gateway.SecLang.Model;

namespace Gateway.SecLang.Parsing;

/// <summary>A rule as read so far. It stays open to change until all files are read: SecRuleUpdateTargetById and its like act on rules that came before them.</summary>
internal sealed class RuleDraft(SourcePosition position)
{
    public SourcePosition Position { get; } = position;

    public long Id { get; set; }

    /// <summary>1 to 5; 0 while nothing named one.</summary>
    public int Phase { get; set; }

    public List<LinkDraft> Links { get; } = [];

    public List<string> Tags { get; } = [];

    public Severity Severity { get; set; } = Severity.None;

    public MacroTemplate? Message { get; set; }

    public MacroTemplate? LogData { get; set; }

    public string Version { get; set; } = "";

    /// <summary>Null: what SecDefaultAction says.</summary>
    public DisruptionKind? Disruption { get; set; }

    public int? Status { get; set; }

    public MacroTemplate? Location { get; set; }

    public bool? Log { get; set; }

    public bool? AuditLog { get; set; }

    public string? SkipAfter { get; set; }

    public int Skip { get; set; }

    /// <summary>The defaults in force where the rule stands.</summary>
    public DefaultActions Defaults { get; set; } = DefaultActions.None;

    /// <summary>Set for SecMarker: no rule but a place to skip to.</summary>
    public string? Marker { get; init; }
}

/// <summary>One SecRule of a chain, or the only one.</summary>
internal sealed class LinkDraft
{
    public List<Target> Targets { get; set; } = [];

    /// <summary>Null for SecAction, which always matches.</summary>
    public OperatorDraft? Operator { get; set; }

    public List<TransformStep> Transformations { get; } = [];

    public bool Capture { get; set; }

    public bool MultiMatch { get; set; }

    public bool Chain { get; set; }

    public List<LinkAction> Actions { get; } = [];
}

/// <summary>A <c>t:</c> action.</summary>
internal readonly record struct TransformStep(string Name, SourcePosition Position)
{
    public bool IsNone => Name.Equals("none", StringComparison.OrdinalIgnoreCase);
}

/// <summary>An operator as written, with the folder that file names are relative to.</summary>
internal sealed record OperatorDraft(string Name, string Argument, bool Negated, SourcePosition Position, string Folder);

/// <summary>What SecDefaultAction gave for one phase.</summary>
internal sealed record DefaultActions(DisruptionKind Disruption, int Status, MacroTemplate? Location, bool Log, bool AuditLog, IReadOnlyList<TransformStep> Transformations)
{
    /// <summary>Where no SecDefaultAction names the phase: log and pass.</summary>
    public static readonly DefaultActions None = new(DisruptionKind.Pass, 403, null, Log: true, AuditLog: true, []);
}
