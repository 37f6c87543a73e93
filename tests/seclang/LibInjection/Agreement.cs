using System.Text;
using Gateway.SecLang.LibInjection;

namespace Gateway.SecLang.Tests.LibInjection;

/// <summary>Asks the installed library and us about many values, and keeps what differs.</summary>
internal sealed class Agreement(Oracle oracle)
{
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    /// <summary>Differences that <see cref="Deviations"/> does not explain: value, their answer, ours.</summary>
    public List<string> Differences { get; } = [];

    public int Explained { get; private set; }

    public int Asked => _asked.Count;

    public int Sqli { get; private set; }

    public int Xss { get; private set; }

    public void Ask(ReadOnlySpan<byte> value)
    {
        var text = Encoding.Latin1.GetString(value);
        if (!_asked.Add(text)) return;
        var (expectedPrint, print) = (oracle.Sqli(value), Fingerprint(value));
        if (expectedPrint is not null) Sqli++;
        if (print != expectedPrint) Differ(explained: false, $"SQLi {Show(text)}: library {expectedPrint ?? "-"}, we {print ?? "-"}");
        var (expectedXss, xss) = (oracle.Xss(value), XssInjection.Detect(value));
        if (expectedXss) Xss++;
        if (xss != expectedXss) Differ(Deviations.ExplainXss(text, xss), $"XSS {Show(text)}: library {expectedXss}, we {xss}");
    }

    public static string? Fingerprint(ReadOnlySpan<byte> value)
    {
        Span<byte> fingerprint = stackalloc byte[SqlInjection.MaxFingerprint];
        return SqlInjection.Detect(value, fingerprint, out var length) ? Encoding.ASCII.GetString(fingerprint[..length]) : null;
    }

    public void AssertNone() => Assert.True(Differences.Count == 0, $"{Differences.Count} of {Asked} differ:\n{string.Join('\n', Differences.Take(40))}");

    private void Differ(bool explained, string difference)
    {
        if (explained) Explained++;
        else Differences.Add(difference);
    }

    private static string Show(string text) => string.Concat(text.Take(200).Select(c => c is >= ' ' and < (char)127 ? c.ToString() : $"\\x{(int)c:X2}"));
}
