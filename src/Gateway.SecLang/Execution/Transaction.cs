using Gateway.SecLang.Bodies;
using Gateway.SecLang.Collections;
using Gateway.SecLang.Forms;
using Gateway.SecLang.Model;

namespace Gateway.SecLang.Execution;

/// <summary>
/// One request and its response under the rules. Fill <see cref="Values"/> through <see cref="Request"/>, run phase 1; add the body, run phase 2; and so on to phase 5.
/// Taken from a pool by <see cref="RuleSet.Begin"/> and given back by <see cref="Dispose"/>. Not safe for several threads.
/// </summary>
internal sealed class Transaction : IDisposable
{
    /// <summary>More matched rules tell nothing new.</summary>
    private const int MaxMatches = 512;

    /// <summary>What a transaction takes with the Core Rule Set before a request has grown it, about: measured, and held by a test.</summary>
    internal const int FixedBytes = 96 * 1024;

    /// <summary>Values, their transformations, and what rules store: several times the largest body.</summary>
    private const int MaxBytes = 128 * 1024 * 1024;

    private readonly RuleSet _rules;
    private readonly PhaseRunner _runner;
    private readonly List<MatchedRule> _matches = [];
    private bool _allowedAll;
    private bool _allowedRequest;
    private bool _allowedResponse;

    internal Transaction(RuleSet rules)
    {
        _rules = rules;
        Values = new ValueTable(maxBytes: MaxBytes);
        Request = new RequestCollector(Values);
        Response = new ResponseCollector(Values);
        Cache = new TransformCache(Values, rules.PipelineNodes);
        Candidates = new CandidateIndex(this, rules.Scan);
        Tx = new TxVariables(rules.TxNames, Arena);
        Matched = new MatchedVariables(Arena);
        Controls = new Controls(rules);
        Persistent = new PersistentCollections(rules.Store, Arena);
        Macros = new MacroWriter(this);
        Scalars = new Scalars(this, rules.Clock);
        _runner = new PhaseRunner(this);
    }

    /// <summary>The variables that rules look at.</summary>
    public ValueTable Values { get; }

    /// <summary>Fills them from the request: its head before phase 1 with the settings of the rule set, its body before phase 2.</summary>
    public RequestCollector Request { get; }

    /// <summary>Fills them from the response: its head before phase 3, its body before phase 4.</summary>
    public ResponseCollector Response { get; }

    /// <summary>What <c>ctl</c> said; what reads the body has to follow it.</summary>
    public Controls Controls { get; }

    public TxVariables Tx { get; }

    /// <summary>What is known of values that have been marked; null for nothing. Set it before phase 1, of the same rule set.</summary>
    public KnownForms? Forms { get; set; }

    /// <summary>Rules with <c>log</c> that matched, in order.</summary>
    public IReadOnlyList<MatchedRule> Matches => _matches;

    /// <summary>What is to happen to the request; null: nothing. Only with the engine on.</summary>
    public Interruption? Interruption { get; private set; }

    /// <summary>What would have happened first with the engine on; the same as <see cref="Interruption"/> where it is.</summary>
    public Interruption? Verdict { get; private set; }

    /// <summary>
    /// The same for the request alone. Phase 2 may come after those of the answer, where a backend answers before it has the whole body: what the answer holds is not the request's.
    /// One that interrupted stands before one that was only told.
    /// </summary>
    public Interruption? RequestVerdict { get; private set; }

    /// <summary>The same for the answer alone: where requests are only reported, one that was does not hide what its answer holds.</summary>
    public Interruption? ResponseVerdict { get; private set; }

    /// <summary>
    /// Whether the request may be refused as far as rules have a say in it: not for what was found while <c>ctl:ruleEngine</c> had them only tell, nor, where nothing was found, with
    /// the engine not on at the end.
    /// </summary>
    public bool MayRefuse => MayAct(RequestVerdict);

    /// <summary>The same for the answer.</summary>
    public bool MayRefuseAnswer => MayAct(ResponseVerdict);

    /// <summary>Whether a bound cut something off that rules should have seen. What decides access takes this as a fault of the request.</summary>
    public bool Overflowed => Values.Overflowed || Tx.Overflowed || Matched.Overflowed;

    /// <summary>Memory of the transaction, with what the request has grown: whoever keeps one waiting accounts for it.</summary>
    public long HeldBytes => FixedBytes + Arena.HeldBytes + Request.Body.HeldBytes;

    /// <summary>The phase that runs or ran last.</summary>
    public int Phase { get; private set; }

    /// <summary>How the rule set wants bodies read.</summary>
    public BodySettings BodySettings => _rules.BodySettings;

    internal ByteArena Arena => Values.Arena;

    internal TransformCache Cache { get; }

    internal CandidateIndex Candidates { get; }

    internal MatchedVariables Matched { get; }

    internal PersistentCollections Persistent { get; }

    internal MacroWriter Macros { get; }

    internal Scalars Scalars { get; }

    /// <summary>The rule that runs.</summary>
    internal Rule? Current { get; set; }

    /// <summary>No more rules of this phase.</summary>
    internal bool PhaseStopped { get; private set; }

    /// <summary>Runs a phase. True: <see cref="Interruption"/> says what to do with the request.</summary>
    public bool Run(int phase)
    {
        Phase = phase;
        PhaseStopped = false;
        if (!IsInterrupted(phase) && !IsAllowed(phase)) _runner.Run(_rules.Phase(phase));
        return Interruption is not null;
    }

    /// <summary>The value of a TX variable as a number, such as a score.</summary>
    public long Number(ReadOnlySpan<byte> name)
    {
        var place = Tx.PlaceOf(name, create: false);
        return place < 0 ? 0 : Integers.Parse(Tx[place]);
    }

    /// <summary>Gives the transaction back; nothing of it may be used any more, spans of its values least of all.</summary>
    public void Dispose()
    {
        Candidates.Reset();
        Cache.Reset();
        Tx.Reset();
        Matched.Reset();
        Controls.Reset();
        Persistent.Reset();
        Request.Trim();
        Values.Reset();
        _matches.Clear();
        Interruption = Verdict = RequestVerdict = ResponseVerdict = null;
        _allowedAll = _allowedRequest = _allowedResponse = PhaseStopped = false;
        Current = null;
        Forms = null;
        Phase = 0;
        _rules.Return(this);
    }

    internal void Begin() => Scalars.Start();

    internal void Report(MatchedRule match)
    {
        if (_matches.Count < MaxMatches) _matches.Add(match);
    }

    internal void Interrupt(Interruption interruption)
    {
        Verdict ??= interruption;
        var acts = Controls.Engine == EngineMode.On;
        if (Phase is 3 or 4 && (ResponseVerdict is null || acts)) ResponseVerdict = interruption;
        if (Phase is 1 or 2 && (RequestVerdict is null || acts)) RequestVerdict = interruption;
        if (!acts || Phase == 5) return;
        Interruption = interruption;
        PhaseStopped = true;
    }

    internal void Allow(DisruptionKind kind)
    {
        PhaseStopped = true;
        if (kind == DisruptionKind.Allow && Phase > 2) _allowedResponse = true;
        else if (kind == DisruptionKind.Allow) _allowedAll = true;
        if (kind == DisruptionKind.AllowRequest) _allowedRequest = true;
    }

    private bool MayAct(Interruption? verdict) => verdict is null ? Controls.Engine == EngineMode.On : ReferenceEquals(verdict, Interruption);

    /// <summary>What was decided about the answer does not end the phases of the request: its last bytes may still be on their way.</summary>
    private bool IsInterrupted(int phase) => Interruption is { } interruption && phase != 5 && (phase > 2 || interruption.Phase <= 2);

    private bool IsAllowed(int phase) => phase != 5 && (_allowedAll || (phase <= 2 ? _allowedRequest : _allowedResponse));
}
