namespace Gateway.Fuzz.Engine;

/// <summary>One run of a target.</summary>
/// <param name="Outcome">The outcome; empty when it failed.</param>
/// <param name="Failure">What was broken, the same for every input that breaks it; null for nothing.</param>
/// <param name="Detail">More about the failure.</param>
internal readonly record struct FuzzExecution(string Outcome, string? Failure, string Detail)
{
    public static FuzzExecution Of(FuzzTarget target, byte[] input)
    {
        try
        {
            return new(target.Run(input), null, "");
        }
        catch (OracleException e)
        {
            return new("", e.Oracle, e.Message);
        }
        catch (Exception e)
        {
            // Whatever a parser throws that its documentation does not name.
            return new("", $"{e.GetType().Name} at {Place(e)}", e.ToString());
        }
    }

    private static string Place(Exception e) =>
        e.StackTrace?.Split('\n', StringSplitOptions.TrimEntries).FirstOrDefault(static l => l.Contains("Gateway.", StringComparison.Ordinal) && !l.Contains("Gateway.Fuzz.", StringComparison.Ordinal)) is { } line
            ? line.Split(" in ")[0]
            : "an unknown place";
}

/// <summary>Something that a parser does wrong.</summary>
/// <param name="Target">The target's name.</param>
/// <param name="Failure">What was broken.</param>
/// <param name="Detail">With which values.</param>
/// <param name="Input">The smallest input that was found for it.</param>
internal sealed record FuzzFinding(string Target, string Failure, string Detail, byte[] Input);
