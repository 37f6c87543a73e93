using System.Globalization;
using System.Text;

namespace Gateway.IntegrationTests.Attacks;

/// <summary>Runs every case of a table, reports all that failed, and says how many there were: an empty table must not pass.</summary>
internal sealed class CaseTable
{
    private readonly List<string> _failures = [];
    private int _examined;

    public async Task RunAsync(string name, Func<Task> attack)
    {
        // Several clients may work a table off.
        Interlocked.Increment(ref _examined);
        try
        {
            await attack();
        }
#pragma warning disable CA1031 // Whatever failed is the finding of this case; the others still run.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            lock (_failures) _failures.Add($"{Visible(name)}: {failure.Message.ReplaceLineEndings("\n    ")}");
        }
    }

    /// <summary>Fails with every case that failed, or when there were fewer or more cases than the test means to have.</summary>
    public void Verify(int expected)
    {
        Assert.True(_failures.Count == 0, $"{_failures.Count} of {_examined} cases failed:\n{string.Join('\n', _failures)}");
        Assert.Equal(expected, _examined);
    }

    private static string Visible(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (var c in name)
        {
            if (c is >= ' ' and <= '~') text.Append(c);
            else text.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}");
        }

        return text.ToString();
    }
}
