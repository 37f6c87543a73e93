using System.Globalization;

namespace Gateway.Policies.Authentication.ApiKey.Shared;

/// <summary>Which keys a version of the set has, and which version wrote each: the text that the head's MAC covers.</summary>
internal static class KeySetList
{
    public static string Write(IEnumerable<KeyValuePair<string, long>> keys) => string.Join('\n', keys
        .OrderBy(static k => k.Key, StringComparer.Ordinal)
        .Select(static k => string.Create(CultureInfo.InvariantCulture, $"{k.Key} {k.Value}")));

    /// <summary>The list of a head whose MAC was right; so it is one that <see cref="Write"/> made.</summary>
    public static Dictionary<string, long> Read(string list)
    {
        var keys = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var line in list.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            keys.Add(line[..space], long.Parse(line.AsSpan(space + 1), NumberStyles.None, CultureInfo.InvariantCulture));
        }

        return keys;
    }
}
