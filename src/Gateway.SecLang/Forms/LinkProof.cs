using Gateway.SecLang.Execution;
using Gateway.SecLang.LibInjection;
using Gateway.SecLang.Model;
using Gateway.SecLang.Operators;
using Gateway.SecLang.Regex;

namespace Gateway.SecLang.Forms;

/// <summary>Proves that links match no value of a form, whatever it is. What cannot be proved is looked at.</summary>
internal sealed class LinkProof
{
    /// <summary>Forms of so few values are proved by trying each.</summary>
    private const int MaxWords = 200;

    private readonly ProofBudget _budget;
    private readonly FormImage _values;
    private readonly IReadOnlyList<byte[]>? _words;

    /// <param name="form">The form.</param>
    /// <param name="budget">The steps that proofs about it may take.</param>
    public LinkProof(ValueForm form, ProofBudget budget)
    {
        _budget = budget;
        _values = FormImage.Of(form);
        _words = FormWords.List(_values, MaxWords);
    }

    public bool NeverMatches(Link link)
    {
        // A negated operator matches what its argument leaves over, which is nearly everything.
        if (link.Operator is null || link.Negated) return false;
        return _words is null ? !MayMatch(link, _values) : _words.All(word => !MayMatch(link, word));
    }

    private bool MayMatch(Link link, FormImage image)
    {
        if (link.MultiMatch && MayMatch(link.Operator!, image)) return true;
        foreach (var step in link.Pipeline.Steps)
        {
            if (image.Through(step) is not { } next) return true;
            if (link.MultiMatch && next != image && MayMatch(link.Operator!, next)) return true;
            image = next;
        }

        return !link.MultiMatch && MayMatch(link.Operator!, image);
    }

    private static bool MayMatch(Link link, byte[] value)
    {
        if (link.MultiMatch && MayMatch(link.Operator!, value)) return true;
        foreach (var step in link.Pipeline.Steps)
        {
            var room = new byte[step.Transformation.MaxLength(value.Length)];
            if (!step.Transformation.Apply(value, room, out var written)) continue;
            value = room[..written];
            if (link.MultiMatch && MayMatch(link.Operator!, value)) return true;
        }

        return !link.MultiMatch && MayMatch(link.Operator!, value);
    }

    private bool MayMatch(LinkOperator linkOperator, FormImage image) => linkOperator switch
    {
        RegexOperator regex => PatternOverlap.MayMatch(regex.Regex.Program, image, _budget),
        SqlInjectionOperator => SqlOverlap.MayMatch(image),
        // Without a tag and without an attribute's value there is nothing to run: the detector asks for these two bytes first.
        XssOperator => image.Alphabet.Overlaps(ByteSet.Of("<="u8)),
        CatalogOperator { Inner: PhraseMatch phrases } => PhraseOverlap.MayMatch(phrases.Phrases.Phrases, image, _budget),
        CatalogOperator { Inner: VerifyNumber number } => PatternOverlap.MayMatch(number.Regex.Program, image, _budget),
        CatalogOperator { Inner: ValidateUtf8Encoding } => image.Alphabet.Overlaps(ByteSet.Range(0x80, 0xFF)),
        CatalogOperator { Inner: ValidateUrlEncoding } => image.Alphabet.Contains((byte)'%'),
        CatalogOperator { Inner: ValidateByteRange range } => HasOutside(range, image.Alphabet),
        // To begin or end with the text, or to be it, is to contain it.
        CatalogOperator { Inner: TextOperator or ContainsWord, Argument.Constant: { Length: > 0 } text } catalog when catalog.Inner != TextOperator.Within => PhraseOverlap.MayMatch([text], image, _budget),
        _ => true,
    };

    /// <summary>The operator as it is, on one value.</summary>
    private static bool MayMatch(LinkOperator linkOperator, byte[] value)
    {
        Span<byte> fingerprint = stackalloc byte[SqlInjection.MaxFingerprint];
        return linkOperator switch
        {
            RegexOperator regex => regex.Regex.IsMatch(value),
            SqlInjectionOperator => SqlInjection.Detect(value, fingerprint, out _),
            XssOperator => XssInjection.Detect(value),
            CatalogOperator { Inner: { ReadsArgument: false } inner } => inner.IsMatch(default, value, out _),
            // Its argument may hold what only the request says.
            CatalogOperator { Argument.Constant: { } argument } catalog => catalog.Inner.IsMatch(argument, value, out _),
            _ => true,
        };
    }

    /// <summary>It looks at one byte after the other.</summary>
    private static bool HasOutside(ValidateByteRange range, ByteSet alphabet)
    {
        foreach (var b in alphabet)
            if (range.IsMatch(default, [b], out _)) return true;
        return false;
    }
}
