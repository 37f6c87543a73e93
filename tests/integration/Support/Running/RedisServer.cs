using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gateway.IntegrationTests.Support;

/// <summary>A real redis-server of the test's own on a free loopback port, with everything that can happen to one. Stopped by its process id.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    // Redis Cluster adds 10,000 for its bus where it is not told a port.
    private const int FirstPort = 10_240;
    private const int Ports = 12_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static int s_ports = Random.Shared.Next(Ports);

    private readonly TempFolder _folder = new();
    private readonly string[] _arguments;
    private Process _process;

    private RedisServer(int port, string[] arguments)
    {
        Port = port;
        _arguments = arguments;
        _process = Launch();
    }

    public int Port { get; }

    public string Endpoint => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    /// <summary>What <see cref="CommandAsync"/> authenticates with; set it when a command changes the password.</summary>
    public string Password { get; set; } = "";

    /// <param name="arguments">Further arguments of redis-server.</param>
    public static async Task<RedisServer> StartAsync(params string[] arguments)
    {
        var server = new RedisServer(FreePort(), arguments);
        await server.WaitUntilItListensAsync();
        return server;
    }

    /// <summary>
    /// A port that nobody listens on at the moment, and that nobody gets by chance before it is used: it is not of those that the system gives to connections (from 32768 on),
    /// and the next one that is asked for is another.
    /// </summary>
    public static int FreePort()
    {
        while (true)
        {
            var port = FirstPort + (int)((uint)Interlocked.Increment(ref s_ports) % Ports);
            using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                probe.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException)
            {
                // Taken: by another run of the tests, say.
            }
        }
    }

    /// <summary>Freezes the process: connections stay open and nothing is answered.</summary>
    public Task PauseAsync() => SignalAsync("-STOP");

    public Task ContinueAsync() => SignalAsync("-CONT");

    /// <summary>Ends it at once, as a machine does that loses power.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Starts it again on the same port, empty, its script cache gone.</summary>
    public async Task RestartAsync()
    {
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
        _process = Launch();
        await WaitUntilItListensAsync();
    }

    /// <summary>Sends one command over a connection of its own and returns the raw reply up to its first line end.</summary>
    public Task<string> CommandAsync(params string[] command) => ExchangeAsync(command, static reply => reply.Contains("\r\n", StringComparison.Ordinal));

    /// <summary>The same for a command that answers with a text.</summary>
    public async Task<string> TextAsync(params string[] command)
    {
        var reply = await ExchangeAsync(command, static reply => reply.IndexOf("\r\n", StringComparison.Ordinal) is var end and > 0
            && (reply[0] != '$' || reply.Length >= end + 4 + int.Parse(reply.AsSpan(1, end - 1), CultureInfo.InvariantCulture)));
        return reply[0] == '$' ? reply[(reply.IndexOf('\n', StringComparison.Ordinal) + 1)..] : throw new InvalidOperationException(reply);
    }

    private async Task<string> ExchangeAsync(string[] command, Func<string, bool> isWhole)
    {
        using var client = new TcpClient();
        using var patience = new CancellationTokenSource(Patience);
        await client.ConnectAsync(IPAddress.Loopback, Port, patience.Token);
        var stream = client.GetStream();
        if (Password.Length > 0) await AskAsync(stream, ["AUTH", Password], static reply => reply.Contains("\r\n", StringComparison.Ordinal), patience.Token);
        return await AskAsync(stream, command, isWhole, patience.Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
        _folder.Dispose();
    }

    private static async Task<string> AskAsync(NetworkStream stream, string[] command, Func<string, bool> isWhole, CancellationToken cancellation)
    {
        var request = new StringBuilder().Append(CultureInfo.InvariantCulture, $"*{command.Length}\r\n");
        foreach (var word in command) request.Append(CultureInfo.InvariantCulture, $"${Encoding.UTF8.GetByteCount(word)}\r\n{word}\r\n");
        await stream.WriteAsync(Encoding.UTF8.GetBytes(request.ToString()), cancellation);
        var reply = new StringBuilder();
        var buffer = new byte[4096];
        while (!isWhole(reply.ToString()))
        {
            var read = await stream.ReadAsync(buffer, cancellation);
            if (read == 0) throw new IOException("redis-server closed the connection");
            reply.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }

        return reply.ToString().TrimEnd();
    }

    private Process Launch()
    {
        var start = new ProcessStartInfo("redis-server") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        string[] arguments =
        [
            "--port", Port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", _folder.FullPath,
            "--save", "", "--appendonly", "no", "--daemonize", "no", .. _arguments,
        ];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        var process = new Process { StartInfo = start };
        process.Start();
        // Read to the end, or a full pipe would stop the server.
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private Task WaitUntilItListensAsync() => Eventually.Async(
        async () =>
        {
            if (_process.HasExited) throw new InvalidOperationException($"redis-server exited with {_process.ExitCode}");
            try
            {
                return await CommandAsync("PING") == "+PONG";
            }
            catch (Exception error) when (error is SocketException or IOException)
            {
                return false;
            }
        },
        Patience,
        "redis-server answers");

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [signal, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }
}
