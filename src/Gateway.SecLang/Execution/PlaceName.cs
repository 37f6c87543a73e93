using System.Text;

namespace Gateway.SecLang.Execution;

/// <summary>
/// How a place in a JSON body is told where its name does not tell it: <c>json.items.0['odd.name']</c> is not what <c>json.items.0.odd.name</c> is. Names with a dot or an opening
/// bracket are quoted, with a backslash before a quote and a backslash.
/// </summary>
internal static class PlaceName
{
    /// <summary>Null where the plain name says it.</summary>
    /// <param name="place">The members and indexes with a dot between them; a dot inside a name is 0xFF.</param>
    public static string? Of(ReadOnlySpan<byte> place)
    {
        if (place.IndexOfAny((byte)0xFF, (byte)'[') < 0) return null;
        var text = new StringBuilder(place.Length + 8);
        while (!place.IsEmpty)
        {
            var dot = place.IndexOf((byte)'.');
            var name = dot < 0 ? place : place[..dot];
            if (name.IndexOfAny((byte)0xFF, (byte)'[') >= 0) Quote(text, name);
            else text.Append(text.Length == 0 ? "" : ".").Append(Encoding.Latin1.GetString(name));
            place = dot < 0 ? default : place[(dot + 1)..];
            // A last name that is empty.
            if (dot >= 0 && place.IsEmpty) text.Append('.');
        }

        return text.ToString();
    }

    private static void Quote(StringBuilder text, ReadOnlySpan<byte> name)
    {
        text.Append("['");
        foreach (var b in name)
        {
            if (b is (byte)'\'' or (byte)'\\') text.Append('\\');
            text.Append(b == 0xFF ? '.' : (char)b);
        }

        text.Append("']");
    }
}
