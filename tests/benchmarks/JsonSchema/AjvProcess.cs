using System.Diagnostics;
using System.Globalization;
using Gateway.Benchmarks.Support;

namespace Gateway.Benchmarks.JsonSchema;

/// <summary>Node with Ajv, which measures itself when asked. Its packages are installed beside the build, not into the sources.</summary>
internal sealed class AjvProcess : IDisposable
{
    private readonly Process _node;

    private AjvProcess(Process node) => _node = node;

    public static async Task<AjvProcess> StartAsync(string source, string[] files)
    {
        var folder = Path.Combine(RepositoryRoot.Path, "artifacts", "ajv");
        Directory.CreateDirectory(folder);
        foreach (var file in files) File.Copy(Path.Combine(source, file), Path.Combine(folder, file), overwrite: true);
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "ajv-formats")))
        {
            using var npm = Start(folder, "npm", ["install", "--no-audit", "--no-fund", "--silent"], redirect: false);
            await npm.WaitForExitAsync();
            if (npm.ExitCode != 0) throw new InvalidOperationException($"npm install failed in {folder}");
        }

        return new AjvProcess(Start(folder, "node", ["ajv.mjs"], redirect: true));
    }

    /// <summary>Nanoseconds of one validation, from bytes and from a string.</summary>
    public async Task<(double FromBytes, double FromText)> TimeAsync(int count)
    {
        await _node.StandardInput.WriteLineAsync(count.ToString(CultureInfo.InvariantCulture));
        await _node.StandardInput.FlushAsync();
        var line = await _node.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("found no answer of node");
        var parts = line.Split(' ');
        return (double.Parse(parts[0], CultureInfo.InvariantCulture), double.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    public void Dispose()
    {
        _node.StandardInput.Close();
        _node.WaitForExit();
        _node.Dispose();
    }

    private static Process Start(string folder, string command, string[] arguments, bool redirect)
    {
        var start = new ProcessStartInfo(command, arguments) { WorkingDirectory = folder, RedirectStandardInput = redirect, RedirectStandardOutput = redirect };
        return Process.Start(start) ?? throw new InvalidOperationException($"{command} did not start");
    }
}
