using Gateway.Benchmarks.Support;

namespace Gateway.LoadTests.Cli;

/// <summary>What every measurement ends with.</summary>
internal static class Outcome
{
    private const int Failed = 1;

    /// <summary>Prints a table and what is wrong with it; writes it into a document when that is wanted and nothing is wrong. Returns the exit code.</summary>
    /// <param name="table">Markdown.</param>
    /// <param name="faults">What makes it worthless, one sentence each.</param>
    /// <param name="section">The marked section that it replaces; null for none.</param>
    /// <param name="document">The file in docs.</param>
    public static int Report(string table, IEnumerable<string> faults, string? section, string document = "benchmarks.md")
    {
        Console.WriteLine();
        Console.WriteLine(table);
        var found = faults.ToList();
        foreach (var fault in found) Console.Error.WriteLine(fault);
        if (found.Count > 0) return Failed;
        if (section is not null) MarkedSection.Replace(Path.Combine(RepositoryRoot.Path, "docs", document), section, table);
        return 0;
    }
}
