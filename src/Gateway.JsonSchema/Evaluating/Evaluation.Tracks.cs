namespace Gateway.JsonSchema.Evaluating;

internal ref partial struct Evaluation
{
    /// <summary>Begins the track of the object or array at a place: the number of its words, then the bits. -1 when it does not end.</summary>
    private int BeginTrack(int start)
    {
        var position = _cursor.Position;
        var count = CountChildren(start);
        _cursor.Position = position;
        if (count < 0) return NoTrack;
        var words = (count + 63) / 64;
        var track = _state.PushWords(words + 1);
        _state.Words[track] = (ulong)words;
        return track;
    }

    /// <summary>Members or items at least; commas are counted in what may not be JSON yet.</summary>
    private int CountChildren(int start)
    {
        GoTo(start + 1);
        var count = 1;
        while (true)
        {
            switch (_cursor.Peek())
            {
                case (byte)'}' or (byte)']':
                    return count;
                case 0:
                    return -1;
                case (byte)',':
                    count++;
                    _cursor.Position++;
                    break;
                case (byte)':':
                    _cursor.Position++;
                    break;
                default:
                    _budget--;
                    var before = _cursor.Position;
                    if (!_cursor.Skip() || _cursor.Position == before) return -1;
                    break;
            }
        }
    }

    private readonly int TrackLike(int track)
    {
        var words = (int)_state.Words[track];
        var copy = _state.PushWords(words + 1);
        _state.Words[copy] = (ulong)words;
        return copy;
    }

    private readonly void Mark(int track, int index)
    {
        if (index >> 6 < (int)_state.Words[track]) _state.Words[track + 1 + (index >> 6)] |= 1UL << (index & 63);
    }

    private readonly bool IsMarked(int track, int index) => (_state.Words[track + 1 + (index >> 6)] & (1UL << (index & 63))) != 0;

    private readonly void Merge(int from, int to)
    {
        var words = _state.Words;
        for (var i = 1; i <= (int)words[from]; i++) words[to + i] |= words[from + i];
    }
}
