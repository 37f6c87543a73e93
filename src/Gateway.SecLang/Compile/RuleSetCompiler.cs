using System.Text;
using Gateway.SecLang.Actions;
using Gateway.SecLang.Model;
using Gateway.SecLang.Parsing;
using Gateway.SecLang.Regex;
using Gateway.SecLang.Transforms;

namespace Gateway.SecLang.Compile;

/// <summary>Makes a rule set that can run of what was read.</summary>
internal sealed class RuleSetCompiler
{
    private const string ParanoiaTag = "paranoia-level/";

    private readonly RuleSetDraft _draft;
    private readonly RuleSetOptions _options;
    private readonly Diagnostics _diagnostics;
    private readonly PipelineTree _pipelines;
    private readonly OperatorCompiler _operators;
    private readonly TargetCompiler _targets;
    private readonly ScanPlanner _scans = new();
    private readonly DfaBudget _automata = new();
    private int _links;

    public RuleSetCompiler(RuleSetDraft draft, RuleSetOptions options, Diagnostics diagnostics)
    {
        _draft = draft;
        _options = options;
        _diagnostics = diagnostics;
        _pipelines = new PipelineTree(ReadUnicodeMap(), diagnostics);
        _operators = new OperatorCompiler(new MacroParser(draft.TxNames, diagnostics), _automata, diagnostics);
        _targets = new TargetCompiler(draft.TxNames, _automata, diagnostics);
    }

    /// <summary>What was read beside the rules: lists of operators and the map of characters.</summary>
    public IEnumerable<string> Files => _draft.Settings.UnicodeMapFile is { } map ? [.. _operators.Files, map] : _operators.Files;

    /// <summary>Null where there were errors.</summary>
    public RuleSet? Compile(IReadOnlyList<string> files)
    {
        var drafts = _draft.Rules.FindAll(r => r.Marker is null);
        var exclusions = new ExclusionCompiler(drafts);
        exclusions.Bind();
        var rules = new Dictionary<RuleDraft, Rule>();
        for (var i = 0; i < drafts.Count; i++) rules.Add(drafts[i], Compile(drafts[i], i, exclusions));
        var programs = new PhaseProgram[6];
        Array.Fill(programs, PhaseProgram.Empty);
        for (var phase = 1; phase <= 5; phase++) programs[phase] = Program(phase, rules);
        if (_diagnostics.HasErrors) return null;
        var unknown = _options.Variables.Keys.Where(name => !_draft.TxNames.Has(name)).ToArray();
        _draft.TxNames.Freeze();
        foreach (var exclusion in exclusions.Targets) exclusion.Selector.Pattern?.Share(_automata);
        if (_options.Optimized) Optimize(programs, exclusions.Targets);
        return new RuleSet(programs, [.. rules.Values], exclusions.Targets, _pipelines.Nodes, _scans.Build(), _automata, _draft.TxNames, _draft.Settings, _options, files)
        {
            UnknownVariables = unknown,
        };
    }

    private Rule Compile(RuleDraft draft, int index, ExclusionCompiler exclusions)
    {
        var numbers = exclusions.Of(index);
        var mask = new ulong[numbers.Length == 0 ? 0 : numbers.Max() / 64 + 1];
        foreach (var number in numbers) mask[number >> 6] |= 1UL << (number & 63);
        return new Rule
        {
            Index = index,
            Id = draft.Id,
            Phase = draft.Phase,
            Position = draft.Position,
            Links = [.. draft.Links.Select(l => Compile(l, draft))],
            Tags = [.. draft.Tags],
            Severity = draft.Severity,
            Message = draft.Message,
            LogData = draft.LogData,
            Version = draft.Version,
            Disruption = DisruptionOf(draft),
            Log = draft.Log ?? draft.Defaults.Log,
            SkipAfter = draft.SkipAfter,
            Skip = draft.Skip,
            ParanoiaLevel = ParanoiaLevelOf(draft),
            Exclusions = numbers,
            ExclusionMask = mask,
        };
    }

    private Link Compile(LinkDraft link, RuleDraft rule)
    {
        var compiled = link.Operator is { } draft ? _operators.Compile(draft) : null;
        var negated = link.Operator?.Negated ?? false;
        var targets = _targets.Compile(link.Targets, rule.Position);
        var pipeline = _pipelines.Of(rule.Defaults.Transformations, link.Transformations);
        return new Link
        {
            Index = _links++,
            Operator = compiled,
            Negated = negated,
            Targets = targets,
            Pipeline = pipeline,
            Capture = link.Capture,
            MultiMatch = link.MultiMatch,
            Actions = [.. link.Actions.Where(a => !IsOverridden(a))],
        };
    }

    /// <summary>Leaves out what cannot be reached, then gives the rest its places in the scan.</summary>
    private void Optimize(PhaseProgram[] programs, Target[] exclusions)
    {
        var names = _draft.TxNames;
        var variables = _options.Variables.Where(v => names.Has(v.Key)).Select(v => (Slot: names.SlotOf(v.Key), Value: Encoding.Latin1.GetBytes(v.Value)));
        var folder = new GateFolder(names, exclusions, TxState.Initial(names.Count, variables));
        for (var phase = 1; phase <= 5; phase++)
        {
            programs[phase] = programs[phase].Only(folder.Fold(phase, programs[phase].Steps));
            foreach (var link in programs[phase].Steps.SelectMany(s => s.Rule.Links)) link.Scan = _scans.Place(link);
            programs[phase] = new PhaseProgram([.. programs[phase].Steps.Select(s => new PhaseStep(s.Rule, s.SkipTo))]);
        }
    }

    /// <summary>What the gateway's configuration fixes, rules do not set.</summary>
    private bool IsOverridden(LinkAction action) =>
        action is SetVariable { Slot: >= 0 } set && _options.Variables.Keys.Any(name => _draft.TxNames.Has(name) && _draft.TxNames.SlotOf(name) == set.Slot);

    private static Disruption DisruptionOf(RuleDraft draft)
    {
        var kind = draft.Disruption ?? draft.Defaults.Disruption;
        if (kind != DisruptionKind.Block) return new Disruption(kind, draft.Status ?? draft.Defaults.Status, draft.Location ?? draft.Defaults.Location);
        return new Disruption(draft.Defaults.Disruption, draft.Status ?? draft.Defaults.Status, draft.Defaults.Location);
    }

    private static int ParanoiaLevelOf(RuleDraft draft)
    {
        var tag = draft.Tags.Find(t => t.StartsWith(ParanoiaTag, StringComparison.OrdinalIgnoreCase));
        return tag is not null && int.TryParse(tag.AsSpan(ParanoiaTag.Length), out var level) ? level : 0;
    }

    private PhaseProgram Program(int phase, Dictionary<RuleDraft, Rule> rules)
    {
        var steps = new List<PhaseStep>();
        // Markers stand in every phase: those ahead of a rule, by name, with the step that follows them.
        var markers = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = _draft.Rules.Count - 1; i >= 0; i--)
        {
            var draft = _draft.Rules[i];
            if (draft.Marker is { } name) markers[name] = steps.Count;
            else if (draft.Phase == phase) steps.Add(new PhaseStep(rules[draft], SkipTo(draft, steps.Count, markers)));
        }

        // Built from the end, so that positions count from there: the step at n from the end is at Count - n from the start.
        steps.Reverse();
        return new PhaseProgram([.. steps.Select(s => s with { SkipTo = s.SkipTo < 0 ? 0 : steps.Count - s.SkipTo })]);
    }

    private int SkipTo(RuleDraft draft, int behind, Dictionary<string, int> markers)
    {
        if (draft.Skip > 0) return Math.Max(0, behind - draft.Skip);
        if (draft.SkipAfter is not { } name) return -1;
        if (markers.TryGetValue(name, out var at)) return at;
        _diagnostics.WarnOnce(draft.Position, $"skipAfter:{name} names no SecMarker behind the rule: it skips all rules that follow in its phase.");
        return 0;
    }

    private UnicodeMap? ReadUnicodeMap()
    {
        if (_draft.Settings.UnicodeMapFile is not { } file) return null;
        var position = new SourcePosition(file, 1, 1);
        try
        {
            var map = UnicodeMap.Parse(File.ReadAllBytes(file), _draft.Settings.UnicodeCodePage, out var error);
            if (error is not null) _diagnostics.Error(position, error);
            return map;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _diagnostics.Error(position, $"SecUnicodeMapFile cannot be read: {e.Message}");
            return null;
        }
    }
}
