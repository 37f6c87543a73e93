using System.Collections.Concurrent;
using System.Text;
using Gateway.SecLang.Bodies;
using Gateway.SecLang.Compile;
using Gateway.SecLang.Execution;
using Gateway.SecLang.Model;
using Gateway.SecLang.Parsing;
using Gateway.SecLang.Regex;

namespace Gateway.SecLang;

/// <summary>Compiled rules: immutable, shared by all threads. The IP and GLOBAL collections belong to it.</summary>
internal sealed class RuleSet
{
    /// <summary>Transactions kept for the next request; a burst beyond it makes new ones.</summary>
    private const int MaxPooled = 64;

    private readonly PhaseProgram[] _programs;
    private readonly ConcurrentQueue<Transaction> _pool = new();
    private readonly (int Slot, byte[] Value)[] _variables;
    private int _pooled;

    internal RuleSet(
        PhaseProgram[] programs, Rule[] rules, Target[] exclusions, PipelineNode[] pipelineNodes, ScanPlan scan, DfaBudget automata, TxNames txNames, RuleSetSettings settings, RuleSetOptions options, IReadOnlyList<string> files)
    {
        _programs = programs;
        Rules = rules;
        LinkCount = rules.Sum(r => r.Links.Length);
        Exclusions = exclusions;
        PipelineNodes = pipelineNodes;
        Scan = scan;
        Automata = automata;
        TxNames = txNames;
        Settings = settings;
        Clock = options.Clock;
        Files = files;
        BodySettings = new BodySettings
        {
            Access = settings.RequestBodyAccess,
            BodyLimit = settings.RequestBodyLimit,
            NoFilesLimit = settings.RequestBodyNoFilesLimit,
            MaxArguments = settings.ArgumentsLimit,
            MaxDepth = settings.JsonDepthLimit,
        };
        Store = new PersistentStore(options.Clock, settings.CollectionTimeout);
        _variables = [.. options.Variables.Select(v => (txNames.Find(Encoding.Latin1.GetBytes(v.Key)), Encoding.Latin1.GetBytes(v.Value))).Where(v => v.Item1 >= 0)];
    }

    public Rule[] Rules { get; }

    public int RuleCount => Rules.Length;

    /// <summary>The links of all rules, each with an index below it.</summary>
    public int LinkCount { get; }

    public RuleSetSettings Settings { get; }

    /// <summary>Names of <see cref="RuleSetOptions.Variables"/> that no rule reads or sets: without effect.</summary>
    public IReadOnlyList<string> UnknownVariables { get; init; } = [];

    public BodySettings BodySettings { get; }

    /// <summary>The files that were read, in order.</summary>
    public IReadOnlyList<string> Files { get; }

    public PersistentStore Store { get; }

    internal Target[] Exclusions { get; }

    internal PipelineNode[] PipelineNodes { get; }

    internal ScanPlan Scan { get; }

    /// <summary>The memory that the automata of all patterns share.</summary>
    public DfaBudget Automata { get; }

    internal TxNames TxNames { get; }

    internal TimeProvider Clock { get; }

    /// <summary>Reads and compiles. The rule set is null where there are errors; warnings may come with a rule set.</summary>
    public static RuleSetLoad Load(RuleSetOptions options)
    {
        var diagnostics = new Diagnostics();
        var reader = new RuleFileReader(options.Backslashes, diagnostics);
        var draft = new RuleSetDraft();
        var parser = new DirectiveParser(draft, diagnostics);
        var folder = options.Folder.Length == 0 ? Environment.CurrentDirectory : options.Folder;
        var directives = reader.ReadText(RecommendedRules.Name, options.Recommended ? Encoding.UTF8.GetBytes(RecommendedRules.Text) : [], folder)
            .Concat(reader.ReadText("(before)", Encoding.UTF8.GetBytes(options.Before), folder))
            .Concat(options.Files.SelectMany(file => reader.Read(file, folder)))
            .Concat(reader.ReadText("(after)", Encoding.UTF8.GetBytes(options.After), folder));
        foreach (var directive in directives) parser.Parse(directive);
        parser.Finish();
        var compiler = new RuleSetCompiler(draft, options, diagnostics);
        var rules = compiler.Compile(reader.Files);
        return new RuleSetLoad(rules, diagnostics.Entries, [.. reader.Files.Concat(compiler.Files).Distinct(StringComparer.Ordinal)]);
    }

    /// <summary>A transaction for one request; dispose of it at the end.</summary>
    public Transaction Begin()
    {
        if (_pool.TryDequeue(out var transaction)) Interlocked.Decrement(ref _pooled);
        else transaction = new Transaction(this);
        foreach (var (slot, value) in _variables) transaction.Tx.Set(slot, value);
        transaction.Begin();
        return transaction;
    }

    internal PhaseProgram Phase(int phase) => _programs[phase];

    internal void Return(Transaction transaction)
    {
        if (Interlocked.Increment(ref _pooled) <= MaxPooled) _pool.Enqueue(transaction);
        else Interlocked.Decrement(ref _pooled);
    }
}

/// <summary>The outcome of loading.</summary>
/// <param name="RuleSet">The rules; null where there are errors.</param>
/// <param name="Diagnostics">What was found.</param>
/// <param name="Files">Every file that was read, rules and lists: what a reload has to watch.</param>
internal sealed record RuleSetLoad(RuleSet? RuleSet, IReadOnlyList<Diagnostic> Diagnostics, IReadOnlyList<string> Files)
{
    public IEnumerable<Diagnostic> Errors => Diagnostics.Where(d => d.IsError);
}
