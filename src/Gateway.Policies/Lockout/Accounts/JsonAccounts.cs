using System.Text;
using System.Text.Json;

namespace Gateway.Policies.Lockout.Accounts;

/// <summary>Accounts in members of a JSON body.</summary>
internal static class JsonAccounts
{
    // Readers that make doubles of numbers take longer ones for one another.
    private const int MostDigits = 15;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = 64 };

    /// <summary>
    /// Adds the value of each member that the path names, in whatever case and however often: which of several a backend would take is not
    /// known here. What is not JSON spoils the search.
    /// </summary>
    public static void Find(ReadOnlySpan<byte> body, string[] path, ref FoundAccount found)
    {
        var search = found;
        try
        {
            var reader = new Utf8JsonReader(body, Options);
            if (reader.Read()) Find(ref reader, path, ref search);
            while (reader.Read())
            {
                // To the end, so that what follows is JSON, too.
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: text that is not UTF-8, or half of a surrogate pair.
            search.Spoil();
        }

        found = search;
    }

    // The reader stands on a value, and afterwards on its end.
    private static void Find(ref Utf8JsonReader reader, ReadOnlySpan<string> path, ref FoundAccount found)
    {
        if (path.IsEmpty)
        {
            Take(ref reader, ref found);
            return;
        }

        if (reader.TokenType is not JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var isNamed = IsOne(reader.GetString()!, path[0]);
            reader.Read();
            if (isNamed) Find(ref reader, path[1..], ref found);
            else reader.Skip();
        }
    }

    private static void Take(ref Utf8JsonReader reader, ref FoundAccount found)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                found.Add(reader.GetString()!);
                break;
            // 42, 42.0 and 4.2e1 are one number.
            case JsonTokenType.Number when reader.ValueSpan.Length <= MostDigits && !reader.ValueSpan.ContainsAnyExceptInRange((byte)'0', (byte)'9'):
                found.Add(Encoding.ASCII.GetString(reader.ValueSpan));
                break;
            case JsonTokenType.Null:
                break;
            default:
                found.Spoil();
                reader.Skip();
                break;
        }
    }

    // Case as Unicode folds it: Go's encoding/json takes "uſername" for username.
    private static bool IsOne(string member, string name) =>
        string.Equals(member, name, StringComparison.OrdinalIgnoreCase)
        || (!Ascii.IsValid(member) && AccountName.Normalize(member) is { } folded && folded == AccountName.Normalize(name));
}
