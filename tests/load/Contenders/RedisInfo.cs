using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gateway.LoadTests.Contenders;

/// <summary>What a Redis has used since its start, by its own account (INFO).</summary>
/// <param name="ProcessorTime">Of the whole server: network, commands, housekeeping.</param>
/// <param name="Scripts">How many scripts it has run.</param>
/// <param name="ScriptTime">What those took of it, without the network.</param>
internal sealed record RedisInfo(TimeSpan ProcessorTime, long Scripts, TimeSpan ScriptTime)
{
    public static RedisInfo operator -(RedisInfo left, RedisInfo right) => new(left.ProcessorTime - right.ProcessorTime, left.Scripts - right.Scripts, left.ScriptTime - right.ScriptTime);

    public static async Task<RedisInfo> ReadAsync(int port, CancellationToken cancellation)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, cancellation);
        await using var stream = client.GetStream();
        // After QUIT it closes the connection: the answer ends where the stream does.
        await stream.WriteAsync("INFO all\r\nQUIT\r\n"u8.ToArray(), cancellation);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return Parse(await reader.ReadToEndAsync(cancellation));
    }

    /// <exception cref="LoadTestException">The text is no answer to INFO.</exception>
    public static RedisInfo Parse(string text)
    {
        var (user, system) = (Field(text, "used_cpu_user:"), Field(text, "used_cpu_sys:"));
        if (user is null || system is null) throw new LoadTestException("redis-server: found no processor time in its answer to INFO");
        var (calls, microseconds) = (0L, 0L);
        foreach (var command in new[] { "cmdstat_eval:", "cmdstat_evalsha:" })
        {
            if (Field(text, command) is not { } statistics) continue;
            foreach (var pair in statistics.Split(','))
            {
                if (pair.StartsWith("calls=", StringComparison.Ordinal)) calls += Number(pair["calls=".Length..]);
                else if (pair.StartsWith("usec=", StringComparison.Ordinal)) microseconds += Number(pair["usec=".Length..]);
            }
        }

        return new RedisInfo(TimeSpan.FromSeconds(Seconds(user) + Seconds(system)), calls, TimeSpan.FromMicroseconds(microseconds));
    }

    private static string? Field(string text, string name)
    {
        foreach (var line in text.AsSpan().EnumerateLines())
            if (line.StartsWith(name, StringComparison.Ordinal)) return line[name.Length..].Trim().ToString();
        return null;
    }

    private static long Number(string text) => long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    private static double Seconds(string text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
}
