namespace Gateway.SecLang.Forms;

/// <summary>Lists the values of a form.</summary>
internal sealed class FormWords
{
    private readonly FormImage _image;
    private readonly int _max;
    private readonly bool _alikeDigits;
    private readonly List<byte[]> _words = [];
    private readonly List<byte> _word = [];
    private bool _full;

    private FormWords(FormImage image, int max, bool alikeDigits) => (_image, _max, _alikeDigits) = (image, max, alikeDigits);

    /// <summary>All of them; null where there are more.</summary>
    /// <param name="image">What became of the form.</param>
    /// <param name="max">The most values.</param>
    /// <param name="alikeDigits">One digit stands for all that lead on the same way, except in a word that a letter began: of those the text may be looked up.</param>
    public static IReadOnlyList<byte[]>? List(FormImage image, int max, bool alikeDigits = false)
    {
        var list = new FormWords(image, max, alikeDigits);
        list.Walk(0, inWord: false);
        return list._full ? null : list._words;
    }

    private void Walk(int state, bool inWord)
    {
        var form = _image.Form;
        // A value of more than so many bytes is one of endlessly many.
        if (_full || _word.Count > form.States)
        {
            _full = true;
            return;
        }

        if (form.Accepts(state))
        {
            if (_words.Count == _max)
            {
                _full = true;
                return;
            }

            _words.Add([.. _word]);
        }

        foreach (var (value, target) in _alikeDigits && !inWord ? Distinct(form.Edges[state]) : form.Edges[state])
        {
            var b = _image[value];
            _word.Add(b);
            var isLetter = char.IsAsciiLetter((char)b) || b is (byte)'_' or >= 0x80;
            Walk(target, isLetter || (inWord && char.IsAsciiDigit((char)b)));
            _word.RemoveAt(_word.Count - 1);
            if (_full) return;
        }
    }

    private static (byte Value, int Target)[] Distinct((byte Value, int Target)[] edges)
    {
        var kept = new List<(byte Value, int Target)>();
        foreach (var edge in edges)
            if (!char.IsAsciiDigit((char)edge.Value) || !kept.Exists(k => char.IsAsciiDigit((char)k.Value) && k.Target == edge.Target)) kept.Add(edge);
        return [.. kept];
    }
}
