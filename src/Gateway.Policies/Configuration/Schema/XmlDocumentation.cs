using System.Reflection;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Gateway.Policies.Configuration.Schema;

/// <summary>Summaries from the XML files that the compiler writes beside the assemblies, as plain text.</summary>
internal sealed class XmlDocumentation
{
    private readonly Dictionary<Assembly, IReadOnlyDictionary<string, XElement>> _files = [];

    /// <summary>The summary of a property, or null when there is none.</summary>
    public string? Of(PropertyInfo property) => Summary(property.DeclaringType!.Assembly, $"P:{Name(property.DeclaringType!)}.{property.Name}");

    /// <summary>The summary of a type, or null when there is none.</summary>
    public string? Of(Type type) => Summary(type.Assembly, $"T:{Name(type)}");

    private static string Name(Type type) => type.FullName!.Replace('+', '.');

    private string? Summary(Assembly assembly, string id)
    {
        if (!_files.TryGetValue(assembly, out var members)) _files[assembly] = members = Load(assembly);
        if (!members.TryGetValue(id, out var summary)) return null;
        var text = new StringBuilder();
        Append(text, summary);
        var words = string.Join(' ', text.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return words.Length == 0 ? null : words;
    }

    private static void Append(StringBuilder text, XElement element)
    {
        foreach (var node in element.Nodes())
        {
            switch (node)
            {
                case XText words:
                    text.Append(words.Value);
                    break;
                case XElement { Name.LocalName: "para" or "br" or "item" } block:
                    text.Append(' ');
                    Append(text, block);
                    text.Append(' ');
                    break;
                case XElement { IsEmpty: true } reference:
                    // <see cref="P:Some.Type.Member"/> reads as Member.
                    var target = (string?)reference.Attribute("cref") ?? (string?)reference.Attribute("langword") ?? (string?)reference.Attribute("name") ?? "";
                    var name = target.Split('(')[0];
                    text.Append(name[(name.LastIndexOfAny(['.', ':']) + 1)..]);
                    break;
                case XElement inner:
                    Append(text, inner);
                    break;
            }
        }
    }

    private static IReadOnlyDictionary<string, XElement> Load(Assembly assembly)
    {
        var members = new Dictionary<string, XElement>(StringComparer.Ordinal);
        var path = Path.Combine(AppContext.BaseDirectory, assembly.GetName().Name + ".xml");
        if (!File.Exists(path)) return members;
        using var reader = XmlReader.Create(path, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
        foreach (var member in XDocument.Load(reader).Descendants("member"))
            if (member.Attribute("name") is { } name && member.Element("summary") is { } summary) members[name.Value] = summary;
        return members;
    }
}
