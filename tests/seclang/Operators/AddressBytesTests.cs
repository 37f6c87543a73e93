using System.Buffers.Binary;
using System.Net;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Gateway.SecLang.Operators;

namespace Gateway.SecLang.Tests.Operators;

public sealed class AddressBytesTests
{
    private static readonly string[] Pieces = [":", "::", ".", "0", "1", "ff", "FFFF", "12345", "g", "255", "256", "1.2.3.4", "1:2:3:4:5:6:7:8", "%", "/", " "];

    [Fact]
    public void Address_WrittenByTheFramework_IsReadBack() =>
        Prop.ForAll(ArbMap.Default.GeneratorFor<byte>().ArrayOf(16).ToArbitrary(), bytes =>
        {
            var six = new IPAddress(bytes);
            var four = new IPAddress(bytes[..4]);
            return Read(six.ToString()) == Number(six) && Read(four.ToString()) == Number(four.MapToIPv6()) && Read(four.MapToIPv6().ToString()) == Number(four.MapToIPv6());
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void Address_ThatIsRead_IsTheSameToTheFramework() =>
        Prop.ForAll(Gen.Elements(Pieces).ListOf().Select(string.Concat).ToArbitrary(), text =>
            Read(text) is not { } number || IPAddress.TryParse(text, out var address) && Number(address.MapToIPv6()) == number)
        .Check(Config.QuickThrowOnFailure.WithMaxTest(5000).WithEndSize(12));

    private static UInt128? Read(string text) => AddressBytes.TryParse(Encoding.ASCII.GetBytes(text), out var address) ? address : null;

    private static UInt128 Number(IPAddress address) => BinaryPrimitives.ReadUInt128BigEndian(address.GetAddressBytes());
}
