using Gateway.SecLang.Execution;
using Gateway.SecLang.Model;
using Gateway.SecLang.Operators;
using Gateway.SecLang.Regex;

namespace Gateway.SecLang.Forms;

/// <summary>Proves that a link matches no value of a form, whatever it is. What cannot be proved is looked at.</summary>
internal static class LinkProof
{
    private const int MaxWords = 200;

    public static bool NeverMatches(Link link, ValueForm form)
    {
        // A negated operator matches what its argument leaves over, which is nearly everything.
        if (link.Operator is null || link.Negated) return false;
        var image = FormImage.Of(form);
        if (link.MultiMatch && MayMatch(link.Operator, image)) return false;
        foreach (var step in link.Pipeline.Steps)
        {
            if (image.Through(step) is not { } next) return false;
            if (link.MultiMatch && next != image && MayMatch(link.Operator, next)) return false;
            image = next;
        }

        return link.MultiMatch || !MayMatch(link.Operator, image);
    }

    private static bool MayMatch(LinkOperator linkOperator, FormImage image) => linkOperator switch
    {
        RegexOperator regex => PatternOverlap.MayMatch(regex.Regex.Program, image),
        SqlInjectionOperator => SqlOverlap.MayMatch(image),
        // Without a tag and without an attribute's value there is nothing to run: the detector asks for these two bytes first.
        XssOperator => image.Alphabet.Overlaps(ByteSet.Of("<="u8)),
        CatalogOperator { Inner: var inner } => MayMatch(inner, image),
        _ => true,
    };

    private static bool MayMatch(ByteOperator inner, FormImage image)
    {
        switch (inner)
        {
            case PhraseMatch phrases:
                return PhraseOverlap.MayMatch(phrases.Phrases.Phrases, image);
            case VerifyNumber number:
                return PatternOverlap.MayMatch(number.Regex.Program, image);
            case ValidateUtf8Encoding:
                return image.Alphabet.Overlaps(ByteSet.Range(0x80, 0xFF));
            case ValidateUrlEncoding:
                return image.Alphabet.Contains((byte)'%');
            case ValidateByteRange:
                // It looks at one byte after the other.
                foreach (var b in image.Alphabet)
                    if (inner.IsMatch(default, [b], out _)) return true;
                return false;
            case { ReadsArgument: false }:
                return FormWords.List(image, MaxWords) is not { } words || words.Any(word => inner.IsMatch(default, word, out _));
            default:
                // Its argument is known only when it is asked.
                return true;
        }
    }
}
