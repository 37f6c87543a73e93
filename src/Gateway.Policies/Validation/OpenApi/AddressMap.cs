namespace Gateway.Policies.Validation.OpenApi;

/// <summary>Files for addresses of the network, in one text, so that settings with the same ones are equal.</summary>
internal static class AddressMap
{
    public static string Format(IReadOnlyDictionary<string, string> files) =>
        string.Join('\n', files.OrderBy(static f => f.Key, StringComparer.Ordinal).Select(static f => $"{new Uri(f.Key).AbsoluteUri} {f.Value}"));

    public static Dictionary<string, string> Parse(string text) => text
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .ToDictionary(static line => line[..line.IndexOf(' ')], static line => line[(line.IndexOf(' ') + 1)..], StringComparer.Ordinal);
}
