using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Martin.Data.Notifications;
using Martin.Hub.Http;
using Martin.Hub.Notifications.WebPush;
using Microsoft.Extensions.Time.Testing;

namespace Martin.Hub.Tests.Push;

public sealed class WebPushTests
{
    [Fact]
    public void The_example_of_RFC_8291_comes_out_to_the_byte()
    {
        var sender = PushMessage.Parameters(Bytes("BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8"));
        sender.D = Bytes("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw");
        using var key = ECDiffieHellman.Create(sender);
        var message = PushMessage.Encrypt("When I grow up, I want to be a watermelon"u8,
            Bytes("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"), Bytes("BTBZMqHH6r4Tts7J_aSIgg"), key, Bytes("DGv6ra1nlYgDCS1FRnbzlw"));
        Assert.Equal("DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN",
            Base64Url.EncodeToString(message));
    }

    [Fact]
    public void All_nodes_have_the_same_key_and_tokens_are_renewed_before_they_end()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.Parse("2026-11-23T09:00:00Z", System.Globalization.CultureInfo.InvariantCulture));
        byte[] secret = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
        var (one, two) = (new VapidKey(secret, "mailto:a@example.org", clock), new VapidKey(secret, "mailto:a@example.org", clock));
        Assert.Equal(one.PublicKey, two.PublicKey);
        Assert.NotEqual(one.PublicKey, new VapidKey(new byte[32], "mailto:a@example.org", clock).PublicKey);
        var endpoint = new Uri("https://push.example.org/send/1");
        var first = one.AuthorizationFor(endpoint);
        Assert.Equal(first, one.AuthorizationFor(new Uri("https://push.example.org/send/2")));
        clock.Advance(TimeSpan.FromHours(7));
        Assert.NotEqual(first, one.AuthorizationFor(endpoint));
    }

    [Theory]
    [InlineData(10, 10, 10)]
    [InlineData(255, 100_000, 10)]
    [InlineData(255, 10, 100_000)]
    [InlineData(100_000, 100_000, 100_000)]
    public void What_is_too_long_is_cut_and_no_character_is_halved(int title, int body, int data)
    {
        foreach (var piece in (string[])["a", "ü", "漢", "😀", "\"", "\u0001"])
        {
            var payload = WebPushSender.Payload(new()
            {
                UserId = Guid.NewGuid(), Seq = 7, Type = "turn_completed", Title = Repeated(piece, title), Body = Repeated("x" + piece, body),
                Data = JsonSerializer.Serialize(new { x = new string('d', data) }), CreatedAt = DateTimeOffset.UtcNow,
            });
            Assert.InRange(payload.Length, 1, PushMessage.MaxPlainBytes);
            var text = JsonSerializer.Deserialize<JsonElement>(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(payload));
            Assert.Equal(7, text.GetProperty("seq").GetInt32());
            Assert.DoesNotContain('\uFFFD', text.GetProperty("body").GetString()!);
            Assert.StartsWith(piece, text.GetProperty("title").GetString());
        }
    }

    [Theory]
    [InlineData(true, "8.8.8.8", "1.1.1.1", "93.184.216.34", "100.63.255.255", "100.128.0.1", "172.15.0.1", "172.32.0.1", "192.167.1.1", "198.17.0.1", "223.255.255.254", "2600::1", "2a00:1450:4001::1", "::ffff:8.8.8.8")]
    [InlineData(false, "127.0.0.1", "127.8.9.1", "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1", "100.127.255.255", "192.0.0.8", "192.0.2.1", "198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255")]
    [InlineData(false, "::1", "::", "fe80::1", "fec0::1", "fc00::1", "fd12:3456::1", "ff02::1", "2001:db8::1", "2002:7f00:1::", "64:ff9b::7f00:1", "64:ff9b:1::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::7f00:1", "2001::1", "3fff::1", "100::1")]
    public void Only_the_public_internet_is_public(bool isPublic, params string[] addresses) =>
        Assert.All(addresses, a => Assert.Equal(isPublic, PublicHttp.IsPublic(IPAddress.Parse(a))));

    private static string Repeated(string piece, int chars) => string.Concat(Enumerable.Repeat(piece, chars / piece.Length));

    private static byte[] Bytes(string text) => Base64Url.DecodeFromChars(text);
}
