using System.Diagnostics;

namespace Gateway.Fuzz.Engine;

/// <summary>
/// Feeds a target for a time. Guided by outcomes: an input that brings a new one is kept and changed further. Coverage of branches would say
/// more, but needs instrumented assemblies; the outcomes name kind, error and shape, so that each branch that matters has its own.
/// </summary>
internal sealed class FuzzCampaign(FuzzTarget target, int seed)
{
    private const int MaxCorpus = 2048;
    private const int MaxFindings = 10;

    private readonly Random _random = new(seed);
    private readonly List<byte[]> _corpus = [];
    private readonly HashSet<string> _outcomes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FuzzFinding> _findings = new(StringComparer.Ordinal);
    private readonly Stopwatch _clock = new();

    /// <summary>The input that is being run, for whoever watches that it ends; null between two.</summary>
    public byte[]? Current { get; private set; }

    public long Executions { get; private set; }

    public int Outcomes => _outcomes.Count;

    public IReadOnlyCollection<FuzzFinding> Findings => _findings.Values;

    /// <summary>The longest that one input took, minimising not counted.</summary>
    public TimeSpan Slowest { get; private set; }

    public byte[] SlowestInput { get; private set; } = [];

    /// <summary>Runs the seeds, then goes on until the time is over, the executions are done, or there are too many findings.</summary>
    public void Run(TimeSpan time, long executions, CancellationToken cancellation)
    {
        var mutator = new Mutator(target, _random);
        _clock.Start();
        foreach (var input in target.Seeds) Execute(input);
        while (_clock.Elapsed < time && Executions < executions && _findings.Count < MaxFindings && !cancellation.IsCancellationRequested) Execute(Next(mutator));
    }

    private byte[] Next(Mutator mutator)
    {
        if (_corpus.Count == 0 || _random.Next(4) == 0) return target.Generate(_random);
        // The youngest have been changed least.
        var index = _random.Next(3) == 0 ? _corpus.Count - 1 - _random.Next(Math.Min(_corpus.Count, 16)) : _random.Next(_corpus.Count);
        return mutator.Mutate(_corpus[index], _corpus[_random.Next(_corpus.Count)]);
    }

    private void Execute(byte[] input)
    {
        var start = _clock.Elapsed;
        Current = input;
        var execution = FuzzExecution.Of(target, input);
        Current = null;
        if (_clock.Elapsed - start is var took && took > Slowest) (Slowest, SlowestInput) = (took, input);
        Executions++;
        if (execution.Failure is { } failure)
        {
            if (!_findings.ContainsKey(failure)) _findings.Add(failure, Minimized(failure, input));
        }
        else if (_outcomes.Add(execution.Outcome) && _corpus.Count < MaxCorpus)
        {
            _corpus.Add(input);
        }
    }

    private FuzzFinding Minimized(string failure, byte[] input)
    {
        var smallest = Minimizer.Minimize(target, input, failure);
        return new(target.Name, failure, FuzzExecution.Of(target, smallest).Detail, smallest);
    }
}
