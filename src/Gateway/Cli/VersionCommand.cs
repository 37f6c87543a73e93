using System.CommandLine;
using System.Reflection;
using System.Runtime.InteropServices;
using Gateway.Hosting;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Cli;

/// <summary><c>gateway version</c>: what somebody who reads a report needs to know.</summary>
internal static class VersionCommand
{
    public static Command Create()
    {
        var command = new Command("version", "Print the versions of the gateway and of what it runs on.");
        command.SetAction(static _ => Write(Console.Out));
        return command;
    }

    private static void Write(TextWriter output)
    {
        var gateway = Version(typeof(VersionCommand));
        output.WriteLine($"gateway {gateway.Version}");
        // The SDK takes it from git, and the image build from its argument REVISION.
        output.WriteLine($"commit  {gateway.Commit ?? "unknown"}");
        output.WriteLine($"YARP    {Version(typeof(RouteConfig)).Version}");
        output.WriteLine($"{RuntimeInformation.FrameworkDescription.Replace(" ", "    ", StringComparison.Ordinal)} ({RuntimeInformation.RuntimeIdentifier})");
        output.WriteLine($"demo    {(DemoVariant.IsIncluded ? "included" : "not included")}");
    }

    private static (string Version, string? Commit) Version(Type type)
    {
        var parts = type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+', 2);
        return (parts[0], parts.Length > 1 ? parts[1] : null);
    }
}
