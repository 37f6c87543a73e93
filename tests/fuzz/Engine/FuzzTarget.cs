namespace Gateway.Fuzz.Engine;

/// <summary>A parser under test: what it is fed, and what has to hold whatever it is fed.</summary>
internal sealed record FuzzTarget
{
    public required string Name { get; init; }

    /// <summary>What has to hold, in a few words.</summary>
    public required string Oracles { get; init; }

    /// <summary>The types whose parsing it covers.</summary>
    public required Type[] Parsers { get; init; }

    /// <summary>Inputs that reach the parser's usual paths.</summary>
    public required byte[][] Seeds { get; init; }

    /// <summary>A new input, well-formed or nearly so.</summary>
    public required Func<Random, byte[]> Generate { get; init; }

    /// <summary>
    /// Runs the parser and holds it against its oracles. The answer names the outcome (what kind, which error, what shape), not the values:
    /// an input with a new one is worth keeping.
    /// </summary>
    /// <exception cref="OracleException">The parser is wrong. Any other exception is a finding, too.</exception>
    public required Func<byte[], string> Run { get; init; }

    /// <summary>Pieces that mean something to the parser, for the mutators.</summary>
    public IReadOnlyList<byte[]> Dictionary { get; init; } = [];

    public int MaxLength { get; init; } = 768;

    /// <summary>A target whose inputs come from a grammar.</summary>
    public static FuzzTarget Of(string name, string oracles, Type[] parsers, Grammar grammar, string[] seeds, Func<byte[], string> run) => new()
    {
        Name = name,
        Oracles = oracles,
        Parsers = parsers,
        Seeds = [.. seeds.Select(Inputs.Bytes)],
        Generate = random => Inputs.Bytes(grammar.Make(random)),
        Dictionary = [.. grammar.Literals.Select(Inputs.Bytes)],
        Run = run,
    };
}
