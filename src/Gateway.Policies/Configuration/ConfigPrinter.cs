using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Gateway.Policies.Configuration;

/// <summary>Prints a tree as JSON for people. What came from the environment or a file, and every secret, is shown as "***".</summary>
internal static class ConfigPrinter
{
    public const string Redacted = "***";

    // Printed to terminals and JSON answers, never into HTML: '<' and non-ASCII stay readable.
    private static readonly JsonWriterOptions Format = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The tree as indented JSON.</summary>
    /// <param name="node">What to print.</param>
    /// <param name="isSecret">Says of a node that it is a secret; the binder collects those of [Secret] members.</param>
    public static string ToJson(ConfigNode node, Func<ConfigNode, bool>? isSecret = null)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Format)) Write(writer, node, isSecret ?? (static _ => false));
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static void Write(Utf8JsonWriter writer, ConfigNode node, Func<ConfigNode, bool> isSecret)
    {
        if (isSecret(node))
        {
            writer.WriteStringValue(Redacted);
            return;
        }

        switch (node)
        {
            case ConfigObject o:
                writer.WriteStartObject();
                foreach (var member in o.Members)
                {
                    writer.WritePropertyName(member.Name);
                    Write(writer, member.Value, isSecret);
                }

                writer.WriteEndObject();
                break;
            case ConfigArray array:
                writer.WriteStartArray();
                foreach (var item in array.Items) Write(writer, item, isSecret);
                writer.WriteEndArray();
                break;
            case ConfigScalar scalar:
                WriteScalar(writer, scalar);
                break;
        }
    }

    private static void WriteScalar(Utf8JsonWriter writer, ConfigScalar scalar)
    {
        if (scalar.IsInterpolated)
            writer.WriteStringValue(Redacted);
        else if (scalar.Kind is ConfigScalarKind.Text)
            writer.WriteStringValue(scalar.Text);
        else
            writer.WriteRawValue(scalar.Text);
    }
}
