using System.Text;
using Gateway.SecLang.Compile;
using Gateway.SecLang.Forms;
using Gateway.SecLang.Regex;
using Gateway.SecLang.Transforms;

namespace Gateway.SecLang.Tests.Forms;

/// <summary>The proofs against trying every value of small forms.</summary>
public sealed class PatternOverlapTests
{
    private static readonly string[] Atoms = ["a", "b", "-", "[ab]", "[^a]", ".", "\\w", "\\W", "\\d", "1", "\\b", "\\B", "^", "$", "(?:ab|b-)", "(?:a|1)+", "(?:-1)?", "[a-b1]{2}", "A", "(?i)B"];
    private static readonly string[] Forms = ["[ab]{0,4}", "a-b|b1a|1", "[ab1]{1,3}-?", "(?:ab)+1|b", "[ab-]{2,4}", "(?:a|A1){1,3}", "1{1,4}(?:-1{1,2})?"];

    [Fact]
    public void MayMatch_OfARegularPattern_IsExact()
    {
        var random = new Random(3);
        var (examined, apart) = (0, 0);
        var images = Forms.Select(f => FormImage.Of(ValueForms.OfPattern(f, f.Replace("(?:ab)+", "(?:ab){1,3}", StringComparison.Ordinal))!)).Select(i => (i, FormWords.List(i, 10_000)!)).ToArray();
        for (var i = 0; i < 6_000; i++)
        {
            var pattern = string.Concat(Enumerable.Range(0, random.Next(1, 6)).Select(_ => Atoms[random.Next(Atoms.Length)]));
            var regex = ByteRegex.Compile(Encoding.ASCII.GetBytes(pattern));
            if (!regex.IsRegular) continue;
            foreach (var (image, words) in images)
            {
                var matches = words.Any(w => regex.IsMatch(w));
                Assert.True(PatternOverlap.MayMatch(regex.Program, image) == matches, $"{pattern} on {image.Form}: {!matches}");
                examined++;
                if (!matches) apart++;
            }
        }

        Assert.InRange(examined, 20_000, int.MaxValue);
        Assert.InRange(apart, 5_000, examined - 5_000);
    }

    /// <summary>What is not regular is widened: a no stays a proof.</summary>
    [Theory]
    [InlineData("(a)\\1", "[b1]{1,3}", false)]
    [InlineData("(a)\\1", "[ab]{1,3}", true)]
    [InlineData("b(?!1)", "1{1,3}", false)]
    [InlineData("b(?!1)", "b1", true)]
    [InlineData("(?>a+)b", "[a1]{1,4}", false)]
    public void MayMatch_OfAnIrregularPattern_NeverSaysNoWrongly(string pattern, string form, bool mayMatch) =>
        Assert.Equal(mayMatch, PatternOverlap.MayMatch(ByteRegex.Compile(Encoding.ASCII.GetBytes(pattern)).Program, FormImage.Of(ValueForms.OfPattern(form, form)!)));

    /// <summary>A walk costs what its edges cost, not what its places do. What is not proved when the steps are spent may match.</summary>
    [Theory]
    [InlineData(500, true)]
    [InlineData(1_000_000_000, false)]
    public void MayMatch_WithTooFewSteps_ProvesNothing(long steps, bool mayMatch)
    {
        var image = FormImage.Of(ValueForms.OfPattern("text", "[ab]{1,50}")!);
        var budget = new ProofBudget(steps);
        Assert.Equal(mayMatch, PatternOverlap.MayMatch(ByteRegex.Compile("a{51}"u8.ToArray()).Program, image, budget));
        Assert.Equal(mayMatch, budget.Left == 0);
        budget = new ProofBudget(steps);
        Assert.Equal(mayMatch, PhraseOverlap.MayMatch([[.. Enumerable.Repeat((byte)'a', 51)]], image, budget));
        Assert.Equal(mayMatch, budget.Left == 0);
    }

    [Theory]
    [InlineData("ab", "[ab]{3}", true)]
    [InlineData("AB", "[ab]{3}", true)]
    [InlineData("abab", "[ab]{3}", false)]
    [InlineData("a-b", "a-b|c", true)]
    [InlineData("a-c", "a-b|c", false)]
    [InlineData("2-3", "[0-9]{4}-[0-9]{2}", true)]
    [InlineData("12-345", "[0-9]{4}-[0-9]{2}", false)]
    public void Phrases_AreFoundAnywhere(string phrase, string form, bool mayMatch) =>
        Assert.Equal(mayMatch, PhraseOverlap.MayMatch([Encoding.ASCII.GetBytes(phrase)], FormImage.Of(ValueForms.OfPattern(form, form)!)));

    /// <summary>What a transformation is said to make of a form is, or holds, what it makes of the values.</summary>
    [Fact]
    public void Through_HoldsWhatTransformationsMakeOfValues()
    {
        var random = new Random(9);
        var (examined, changed, unknown) = (0, 0, 0);
        foreach (var form in FormSamples.All)
        {
            foreach (var transformation in Transformations.All)
            {
                var step = new TransformOp(0, transformation, ByteShape.TriggersOf(transformation.Name));
                if (FormImage.Of(form).Through(step) is not { } image)
                {
                    unknown++;
                    continue;
                }

                for (var i = 0; i < 400; i++)
                {
                    var value = FormSamples.Value(form, random);
                    var room = new byte[transformation.MaxLength(value.Length)];
                    var after = transformation.Apply(value, room, out var written) ? room[..written] : value;
                    examined++;
                    if (!after.AsSpan().SequenceEqual(value)) changed++;
                    Assert.True(Holds(image, after), $"{transformation.Name} of {form}: {Encoding.Latin1.GetString(value)} became {Encoding.Latin1.GetString(after)}");
                }
            }
        }

        Assert.InRange(examined, 80_000, int.MaxValue);
        Assert.InRange(changed, 5_000, int.MaxValue);
        Assert.InRange(unknown, 50, 400);

        static bool Holds(FormImage image, byte[] value)
        {
            var states = new HashSet<int> { 0 };
            foreach (var b in value) states = [.. states.SelectMany(s => image.Form.Edges[s]).Where(e => image[e.Value] == b).Select(e => e.Target)];
            return states.Any(image.Form.Accepts);
        }
    }
}
