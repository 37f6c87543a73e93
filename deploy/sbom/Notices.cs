using System.Text;

namespace Gateway.Sbom;

/// <summary>The licences of everything that ships, as a text to ship with it.</summary>
internal static class Notices
{
    public static string Write(IReadOnlyList<Package> packages)
    {
        var text = new StringBuilder("The gateway contains these packages.\n\n");
        var width = packages.Max(static p => p.Id.Length + p.Version.Length + 1);
        foreach (var package in packages) text.Append($"  {$"{package.Id} {package.Version}".PadRight(width)}  {package.License.Summary}\n");
        foreach (var package in packages)
        {
            text.Append($"\n{new string('-', 80)}\n{package.Id} {package.Version}, by {package.Authors}\n");
            if (package.ProjectUrl is { } url) text.Append(url).Append('\n');
            if (package.Copyright is { } copyright) text.Append(copyright).Append('\n');
            text.Append($"Licence: {package.License.Summary}\n");
            if (package.License.Text is { } license) text.Append('\n').Append(license.ReplaceLineEndings("\n").Trim()).Append('\n');
        }

        return text.ToString();
    }
}
