using System.Text;
using Gateway.JsonSchema.Compilation;
using Gateway.JsonSchema.Reading;

namespace Gateway.JsonSchema.Evaluating;

/// <summary>
/// The JSON Pointer of a place in a text. Found by reading the text again up to there: violations are few, and a path kept during every validation would cost the valid ones.
/// </summary>
internal static class InstancePath
{
    public static string Of(ReadOnlySpan<byte> text, int position)
    {
        var cursor = new JsonCursor(text);
        var path = new StringBuilder();
        cursor.Peek();
        while (cursor.Position < position && cursor.Peek() is (byte)'{' or (byte)'[')
        {
            if (!Enter(ref cursor, position, path)) break;
        }

        return path.ToString();
    }

    /// <summary>Goes to the child that the place is in, or at whose name it is; false when it is in none, as for what is not JSON.</summary>
    private static bool Enter(ref JsonCursor cursor, int position, StringBuilder path)
    {
        var isObject = cursor.Peek() == '{';
        cursor.Position++;
        for (var index = 0; cursor.Peek() is not ((byte)'}' or (byte)']' or 0); index++)
        {
            var name = default(StringToken);
            if (isObject)
            {
                if (!cursor.ReadString(out name) || cursor.Peek() != ':') return false;
                cursor.Position++;
            }

            cursor.Peek();
            var start = cursor.Position;
            if (!cursor.Skip() || position < cursor.Position)
            {
                path.Append('/').Append(isObject ? NameOf(cursor.Text, name) : index.ToString());
                cursor.Position = start;
                return position > start;
            }

            if (cursor.Peek() != ',') return false;
            cursor.Position++;
        }

        return false;
    }

    private static string NameOf(ReadOnlySpan<byte> text, StringToken name)
    {
        using var plain = new UnescapedString(text.Slice(name.Start, name.Length));
        return JsonPointer.Escape(Encoding.UTF8.GetString(plain.Bytes));
    }
}
