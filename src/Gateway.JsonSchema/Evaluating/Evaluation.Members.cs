using Gateway.JsonSchema.Reading;

namespace Gateway.JsonSchema.Evaluating;

internal ref partial struct Evaluation
{
    /// <summary>Where the value of a member of the object at a place starts; -1 when it is no object or has no such member. It must have been read before.</summary>
    public int FindMember(int start, ReadOnlySpan<byte> name)
    {
        var position = _cursor.Position;
        var found = -1;
        GoTo(start);
        if (_cursor.Peek() == '{')
        {
            _cursor.Position++;
            while (found < 0 && _cursor.Peek() == '"')
            {
                _cursor.ReadString(out var candidate);
                _cursor.Peek();
                _cursor.Position++;
                if (BytesOf(candidate).SequenceEqual(name)) found = _cursor.Position;
                var from = _cursor.Position;
                _cursor.Skip();
                _budget -= 1 + ((_cursor.Position - from) / 16);
                if (_cursor.Peek() == ',') _cursor.Position++;
            }
        }

        GoTo(position);
        return found;
    }

    /// <summary>Index in a table of the string at a place, or -1.</summary>
    public int FindString(int start, Utf8Table table)
    {
        var position = _cursor.Position;
        GoTo(start);
        var index = _cursor.Peek() == '"' && _cursor.ReadString(out var token) ? table.Find(BytesOf(token)) : -1;
        GoTo(position);
        return index;
    }
}
