using System.Xml.Linq;

namespace Gateway.Sbom;

/// <summary>A package's licence as it declares it: an SPDX expression, a text, or an address.</summary>
internal sealed record PackageLicense(string? Expression, string? Text, string? Url)
{
    /// <summary>The text that the package carries, also when it names its licence by an expression.</summary>
    private static readonly string[] UsualNames = ["LICENSE", "LICENSE.txt", "LICENSE.md", "LICENSE.TXT", "license.txt"];

    public string Summary => Expression ?? (Text is not null ? "the text below" : Url!);

    public static PackageLicense? Of(XElement metadata, string folder)
    {
        var license = metadata.Elements().FirstOrDefault(static e => e.Name.LocalName == "license");
        var url = metadata.Elements().FirstOrDefault(static e => e.Name.LocalName == "licenseUrl")?.Value;
        var text = UsualNames.Select(n => Path.Combine(folder, n)).FirstOrDefault(File.Exists);
        return license?.Attribute("type")?.Value switch
        {
            "expression" => new(license.Value, text is null ? null : File.ReadAllText(text), null),
            "file" => new(null, File.ReadAllText(Path.Combine(folder, license.Value.Replace('\\', '/'))), null),
            _ => url is null ? null : new(null, text is null ? null : File.ReadAllText(text), url),
        };
    }
}
