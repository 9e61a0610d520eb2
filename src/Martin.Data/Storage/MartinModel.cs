using Martin.Data.Actions;
using Martin.Data.Calendar;
using Martin.Data.Conversations;
using Martin.Data.Mail;
using Martin.Data.Memory;
using Martin.Data.Notifications;
using Martin.Data.Runs;
using Martin.Data.Tasks;
using Martin.Data.Turns;
using Martin.Data.Usage;
using Martin.Data.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Martin.Data;

/// <summary>Tables, lengths, defaults, keys, cascades and indexes: the seed's (its index names kept) and what came since. Each subject's stand with its rows.</summary>
internal static class MartinModel
{
    public static void Build(ModelBuilder model, SqlDefaults defaults)
    {
        UserModel.Build(model, defaults);
        ConversationModel.Build(model, defaults);
        RunModel.Build(model, defaults);
        TurnModel.Build(model, defaults);
        MailModel.Build(model, defaults);
        CalendarModel.Build(model, defaults);
        TaskModel.Build(model, defaults);
        MemoryModel.Build(model, defaults);
        ActionModel.Build(model, defaults);
        NotificationModel.Build(model, defaults);
        UsageModel.Build(model, defaults);
    }

    /// <summary>snake_case names of enum members, as on the wire.</summary>
    public static void NameEnumsInSnakeCase(ModelBuilder model)
    {
        foreach (var property in model.Model.GetEntityTypes().SelectMany(e => e.GetProperties()))
        {
            var type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
            if (!type.IsEnum) continue;
            property.SetValueConverter((ValueConverter)Activator.CreateInstance(typeof(SnakeCaseEnumConverter<>).MakeGenericType(type))!);
            if (property.GetMaxLength() is null) property.SetMaxLength(50);
        }
    }
}
