using System.Globalization;
using Gateway.Fuzz.Engine;

namespace Gateway.Fuzz.Cli;

/// <summary>What is printed.</summary>
internal static class FuzzReport
{
    private const int NameWidth = 24;

    public static int List(IEnumerable<FuzzTarget> targets)
    {
        foreach (var target in targets) Console.WriteLine($"{target.Name.PadRight(NameWidth)}{target.Oracles}");
        return 0;
    }

    public static void Head(int seed, int targets, TimeSpan time)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {seed}; {targets} targets, {time.TotalSeconds:0} s each"));
        Console.WriteLine($"{"target".PadRight(NameWidth)}{"executions",12}{"outcomes",10}{"findings",10}{"slowest",12}");
    }

    public static void Line(string name, FuzzCampaign campaign) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{name.PadRight(NameWidth)}{campaign.Executions,12:N0}{campaign.Outcomes,10:N0}{campaign.Findings.Count,10}{campaign.Slowest.TotalMilliseconds,9:N1} ms"));

    public static void Total(long executions, long outcomes, int findings) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"total".PadRight(NameWidth)}{executions,12:N0}{outcomes,10:N0}{findings,10}"));

    public static void Finding(FuzzFinding finding)
    {
        Console.WriteLine();
        Console.WriteLine($"{finding.Target}: {finding.Detail}");
        Console.WriteLine($"  input: {Inputs.Quote(Inputs.Latin(finding.Input))}");
        Console.WriteLine($"  again: {Again(finding.Target, finding.Input)}");
    }

    public static string Again(string target, byte[] input) =>
        $"dotnet run -c Release --project tests/fuzz -- --target {target} --input \"{Convert.ToBase64String(input)}\"";
}
