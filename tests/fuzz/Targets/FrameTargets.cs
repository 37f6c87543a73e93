using System.Buffers.Binary;
using Gateway.Fuzz.Engine;
using Gateway.Hosting.Http2Floods;
using Gateway.Policies.WebSocket;

namespace Gateway.Fuzz.Targets;

/// <summary>Frames of HTTP/2 and WebSocket in streams that come in pieces of any size.</summary>
internal static class FrameTargets
{
    private const int Preface = 24;

    public static IEnumerable<FuzzTarget> All =>
    [
        new()
        {
            Name = "http2-frames",
            Oracles = "the frames of a plain reading of the whole; the same wherever the bytes are cut; all bytes are taken",
            Parsers = [typeof(Http2FrameScanner), typeof(Http2FrameHead)],
            Seeds = [[], [.. new byte[Preface], .. Http2(4, 0, new byte[6])], [.. new byte[Preface], .. Http2(3, 0, [0, 0, 0, 8]), .. Http2(0, 1, [1, 2, 3])], [.. new byte[Preface], 255, 255, 255, 0, 0, 0, 0, 0, 1]],
            Generate = static random => [.. new byte[Preface], .. Enumerable.Range(0, random.Next(8)).SelectMany(_ => Http2((byte)random.Next(10), (byte)(random.Next(4) * 5), Payload(random)))],
            Run = Http2Frames,
        },
        new()
        {
            Name = "websocket-frames",
            Oracles = "the boundaries of a plain reading; the same wherever the bytes are cut; client frames are judged as RFC 6455 section 5 says",
            Parsers = [typeof(FrameScanner), typeof(ClientFrames), typeof(WebSocketRules)],
            Seeds = [[], WebSocket(0x81, true, [1]), [.. WebSocket(0x01, true, [1, 2]), .. WebSocket(0x89, true, []), .. WebSocket(0x80, true, [3])], WebSocket(0x88, true, [3, 232]), WebSocket(0x82, false, new byte[300]), [0x82, 0xFF, 255, 255, 255, 255, 255, 255, 255, 255]],
            Generate = static random => [.. Enumerable.Range(0, random.Next(7)).SelectMany(_ => WebSocket(First(random), random.Next(9) > 0, Payload(random)))],
            Run = WebSocketFrames,
        },
    ];

    private static byte[] Payload(Random random)
    {
        var payload = new byte[random.Next(6) switch { 0 => 0, 1 => 4, 2 => random.Next(125, 129), 3 => random.Next(300), _ => random.Next(16) }];
        random.NextBytes(payload);
        return payload;
    }

    private static byte First(Random random) => (byte)(random.Next(10) switch { 0 => random.Next(256), 1 => 0x01, 2 => 0x00, 3 => 0x80, 4 => 0x88, 5 => 0x89, 6 => 0x8A, _ => 0x81 + random.Next(2) });

    private static byte[] Http2(byte type, byte flags, byte[] payload) => [0, (byte)(payload.Length >> 8), (byte)payload.Length, type, flags, 0, 0, 0, 1, .. payload];

    private static byte[] WebSocket(byte first, bool masked, byte[] payload)
    {
        var mask = masked ? 0x80 : 0;
        byte[] head = payload.Length < 126 ? [first, (byte)(mask | payload.Length)] : [first, (byte)(mask | 126), (byte)(payload.Length >> 8), (byte)payload.Length];
        return [.. head, .. masked ? new byte[] { 1, 2, 3, 4 } : [], .. payload];
    }

    private static string Http2Frames(byte[] bytes)
    {
        List<Http2FrameHead> expected = [];
        for (var at = Preface; at + 9 <= bytes.Length;)
        {
            var (length, type) = ((bytes[at] << 16) | (bytes[at + 1] << 8) | bytes[at + 2], bytes[at + 3]);
            var isReset = type == 3 && length == 4;
            if (isReset && at + 13 > bytes.Length) break;
            expected.Add(new(length, type, bytes[at + 4], isReset ? BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at + 9)) : 0));
            at += 9 + length;
        }

        Oracle.SameList(expected, Scan(bytes, bytes.Length), "the frames are those of a plain reading");
        foreach (var cut in Inputs.Cuts(bytes)) Oracle.SameList(expected, Scan(bytes, cut), "bytes in two pieces have the same frames");
        var (chance, at2) = (Inputs.Chance(bytes), 0);
        var scanner = new Http2FrameScanner(Preface);
        List<Http2FrameHead> found = [];
        while (at2 < bytes.Length)
        {
            var size = Math.Min(bytes.Length - at2, 1 + chance.Next(5));
            ReadOnlySpan<byte> piece = bytes.AsSpan(at2, size);
            while (scanner.TryRead(ref piece, out var frame)) found.Add(frame);
            Oracle.Holds(piece.IsEmpty, "all bytes are taken");
            at2 += size;
        }

        Oracle.SameList(expected, found, "bytes in many pieces have the same frames");
        return $"{Math.Min(expected.Count, 4)} {(expected.Count == 0 ? "" : string.Join(' ', expected.Take(3).Select(static f => $"{Math.Min(f.Type, (byte)10)}{f.EndsStream}{f.IsPadded}{f.ErrorCode != 0}")))}";
    }

    private static List<Http2FrameHead> Scan(byte[] bytes, int cut)
    {
        var scanner = new Http2FrameScanner(Preface);
        List<Http2FrameHead> found = [];
        ReadOnlySpan<byte> first = bytes.AsSpan(0, cut);
        ReadOnlySpan<byte> second = bytes.AsSpan(cut);
        while (scanner.TryRead(ref first, out var frame)) found.Add(frame);
        while (scanner.TryRead(ref second, out var frame)) found.Add(frame);
        return found;
    }

    private static string WebSocketFrames(byte[] bytes)
    {
        var plain = PlainFrames(bytes);
        List<int> expected = [.. plain.Where(f => f.End <= (ulong)bytes.Length).Select(static f => (int)f.End)];
        foreach (var cut in Inputs.Cuts(bytes))
        {
            var scanner = default(FrameScanner);
            List<int> found = [];
            foreach (var (start, end) in ((int, int)[])[(0, cut), (cut, bytes.Length)])
            {
                for (var at = start; at < end;)
                {
                    var read = scanner.ReadFrame(bytes.AsSpan(at, end - at));
                    Oracle.Holds(read > 0 && read <= end - at, "a scanner goes on and stays within the bytes");
                    at += read;
                    if (scanner.AtBoundary) found.Add(at);
                }
            }

            Oracle.SameList(expected, found, "frames end where a plain reading says so");
            Oracle.Same(plain.Exists(f => f.End <= (ulong)bytes.Length && (f.First & 15) == 8), scanner.HasClosed, "a stream is closed by a whole Close frame");
        }

        return $"{Math.Min(expected.Count, 3)} {Judge(bytes, plain)}";
    }

    // The client's frames up to the first that breaks a rule, against RFC 6455 sections 5.1 to 5.5 in plain words.
    private static string Judge(byte[] bytes, List<PlainFrame> plain)
    {
        var rules = new WebSocketRules(new WebSocketOptions { MaxMessageBytes = 200, MessagesPerSecond = 1_000_000, BytesPerSecond = 1_000_000_000 });
        var outcome = "";
        foreach (var extensions in (bool[])[false, true])
        {
            var check = new ClientFrames(rules, extensions, TimeProvider.System);
            var scanner = default(FrameScanner);
            var (at, open, message) = (0, false, 0UL);
            foreach (var frame in plain.Take(8))
            {
                bool isHead;
                do
                {
                    at += scanner.ReadPart(bytes.AsSpan(at), out isHead);
                }
                while (!isHead);
                Oracle.Same((frame.First, frame.Masked, frame.Length), (scanner.First, scanner.IsMasked, scanner.PayloadLeft), "a head says what a plain reading says");
                var opcode = frame.First & 15;
                var final = frame.First >= 0x80;
                var expected = !frame.Masked || frame.Length > long.MaxValue || (!extensions && (frame.First & 0x70) != 0) ? CloseReason.ProtocolError
                    : opcode >= 8 ? (opcode > 10 || !final || frame.Length > 125 ? CloseReason.ProtocolError : null)
                    : opcode > 2 || (opcode == 0) != open ? CloseReason.ProtocolError
                    : (opcode == 0 ? message : 0) + frame.Length > 200 ? CloseReason.MessageTooLarge : null;
                Oracle.Same(expected, check.Check(scanner), "a frame is judged by the rules");
                outcome += expected is null ? $"{opcode}{(final ? "!" : "-")}" : expected.Reason;
                if (expected is not null || frame.End > (ulong)bytes.Length) break;
                if (opcode < 8) (open, message) = (!final, (opcode == 0 ? message : 0) + frame.Length);
                at = (int)frame.End;
                scanner = default;
            }

            outcome += " ";
        }

        return outcome;
    }

    private static List<PlainFrame> PlainFrames(byte[] bytes)
    {
        List<PlainFrame> frames = [];
        var at = 0;
        while (at + 2 <= bytes.Length)
        {
            var masked = (bytes[at + 1] & 0x80) != 0;
            var (length, head) = ((ulong)(bytes[at + 1] & 0x7F), 2);
            var extension = length switch { 126 => 2, 127 => 8, _ => 0 };
            if (at + head + extension + (masked ? 4 : 0) > bytes.Length) break;
            if (extension > 0)
            {
                length = 0;
                foreach (var b in bytes.AsSpan(at + 2, extension)) length = (length << 8) | b;
            }

            head += extension + (masked ? 4 : 0);
            var end = length > int.MaxValue ? ulong.MaxValue : (ulong)(at + head) + length;
            frames.Add(new(bytes[at], masked, length, end));
            if (end > (ulong)bytes.Length) break;
            at = (int)end;
        }

        return frames;
    }

    private sealed record PlainFrame(byte First, bool Masked, ulong Length, ulong End);
}
