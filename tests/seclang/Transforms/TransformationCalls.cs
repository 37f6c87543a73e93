using System.Text;
using Gateway.SecLang.Transforms;

namespace Gateway.SecLang.Tests.Transforms;

/// <summary>How tests call a transformation: exactly the room that it asked for, text as Latin-1.</summary>
internal static class TransformationCalls
{
    public static Transformation Named(string name) =>
        Transformations.Find(Encoding.Latin1.GetBytes(name)) ?? throw new ArgumentException("no transformation " + name, nameof(name));

    public static byte[] Of(this Transformation transformation, byte[] input)
    {
        var output = new byte[transformation.MaxLength(input.Length)];
        return transformation.Apply(input, output, out var written) ? output[..written] : input;
    }

    public static string Of(this Transformation transformation, string input) =>
        Encoding.Latin1.GetString(transformation.Of(Encoding.Latin1.GetBytes(input)));

    public static string Apply(string name, string input) => Named(name).Of(input);
}
