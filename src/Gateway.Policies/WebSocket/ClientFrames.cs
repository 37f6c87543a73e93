namespace Gateway.Policies.WebSocket;

/// <summary>
/// Holds each frame of a client against the rules when its header is complete, before any byte of the frame goes on: masked, known
/// opcode, whole control frames (RFC 6455 sections 5.1 to 5.5), the message's size over its fragments, and both rates.
/// </summary>
internal sealed class ClientFrames(WebSocketRules rules, bool hasExtensions, TimeProvider time)
{
    private const int Control = 8;
    private const int LastControl = 10;
    private const int LastData = 2;
    private const int MaxControl = 125;

    // Smaller fragments count as messages: otherwise a message in a million parts would be one.
    private const ulong SmallFragment = 1024;

    private readonly long _start = time.GetTimestamp();
    private Allowance _messages = new(rules.MessagesPerSecond, rules.MessageBurst);
    private Allowance _bytes = new(rules.BytesPerSecond, rules.ByteBurst);
    private bool _inMessage;
    private ulong _message;

    /// <summary>Null when the frame may pass.</summary>
    public CloseReason? Check(in FrameScanner frame)
    {
        var opcode = frame.First & 0x0F;
        var isFinal = (frame.First & 0x80) != 0;
        var length = frame.PayloadLeft;
        if (!frame.IsMasked || length > long.MaxValue) return CloseReason.ProtocolError;
        // What reserved bits mean is the extension's business, such as permessage-deflate's (RFC 7692 section 6).
        if ((frame.First & 0x70) != 0 && !hasExtensions) return CloseReason.ProtocolError;
        var counts = true;
        if (opcode >= Control)
        {
            if (opcode > LastControl || !isFinal || length > MaxControl) return CloseReason.ProtocolError;
        }
        else
        {
            if (opcode > LastData || _inMessage == (opcode != 0)) return CloseReason.ProtocolError;
            if (opcode != 0) _message = 0;
            else counts = length < SmallFragment && !isFinal;
            _inMessage = !isFinal;
            if (length > (ulong)rules.MaxMessageBytes || _message + length > (ulong)rules.MaxMessageBytes) return CloseReason.MessageTooLarge;
            _message += length;
        }

        var now = time.GetElapsedTime(_start);
        if (counts && !_messages.TryTake(1, now)) return CloseReason.MessageRate;
        return _bytes.TryTake(length, now) ? null : CloseReason.ByteRate;
    }
}
