using Gateway.SecLang.Execution;
using Gateway.SecLang.LibInjection;
using Gateway.SecLang.Model;
using Gateway.SecLang.Operators;
using Gateway.SecLang.Regex;

namespace Gateway.SecLang.Forms;

/// <summary>Proves that a link matches no value of a form, whatever it is. What cannot be proved is looked at.</summary>
internal static class LinkProof
{
    /// <summary>Forms of so few values are proved by trying each.</summary>
    private const int MaxWords = 200;

    public static bool NeverMatches(Link link, ValueForm form, ProofBudget budget)
    {
        // A negated operator matches what its argument leaves over, which is nearly everything.
        if (link.Operator is null || link.Negated) return false;
        var image = FormImage.Of(form);
        return FormWords.List(image, MaxWords) is { } words ? words.All(word => !MayMatch(link, word)) : !MayMatch(link, image, budget);
    }

    private static bool MayMatch(Link link, FormImage image, ProofBudget budget)
    {
        if (link.MultiMatch && MayMatch(link.Operator!, image, budget)) return true;
        foreach (var step in link.Pipeline.Steps)
        {
            if (image.Through(step) is not { } next) return true;
            if (link.MultiMatch && next != image && MayMatch(link.Operator!, next, budget)) return true;
            image = next;
        }

        return !link.MultiMatch && MayMatch(link.Operator!, image, budget);
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

    private static bool MayMatch(LinkOperator linkOperator, FormImage image, ProofBudget budget) => linkOperator switch
    {
        RegexOperator regex => PatternOverlap.MayMatch(regex.Regex.Program, image, budget),
        SqlInjectionOperator => SqlOverlap.MayMatch(image),
        // Without a tag and without an attribute's value there is nothing to run: the detector asks for these two bytes first.
        XssOperator => image.Alphabet.Overlaps(ByteSet.Of("<="u8)),
        CatalogOperator { Inner: PhraseMatch phrases } => PhraseOverlap.MayMatch(phrases.Phrases.Phrases, image, budget),
        CatalogOperator { Inner: VerifyNumber number } => PatternOverlap.MayMatch(number.Regex.Program, image, budget),
        CatalogOperator { Inner: ValidateUtf8Encoding } => image.Alphabet.Overlaps(ByteSet.Range(0x80, 0xFF)),
        CatalogOperator { Inner: ValidateUrlEncoding } => image.Alphabet.Contains((byte)'%'),
        CatalogOperator { Inner: ValidateByteRange range } => HasOutside(range, image.Alphabet),
        // To begin or end with the text, or to be it, is to contain it.
        CatalogOperator { Inner: TextOperator or ContainsWord, Argument.Constant: { Length: > 0 } text } catalog when catalog.Inner != TextOperator.Within => PhraseOverlap.MayMatch([text], image, budget),
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
