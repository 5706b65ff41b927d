/**
 * Where each province stands in the tile map: province code -> [row, column]. Drawn for this project; places are only
 * roughly where they are, every province has the same weight.
 */
export type Grid = Record<string, readonly [number, number]>;

/** The 63 provinces until 30/06/2025. */
export const grid63: Grid = {
    "01": [3, 3], // Hà Nội
    "02": [0, 3], // Hà Giang
    "04": [0, 4], // Cao Bằng
    "06": [1, 4], // Bắc Kạn
    "08": [1, 3], // Tuyên Quang
    "10": [1, 2], // Lào Cai
    "11": [2, 0], // Điện Biên
    "12": [1, 1], // Lai Châu
    "14": [2, 1], // Sơn La
    "15": [2, 2], // Yên Bái
    "17": [4, 2], // Hòa Bình
    "19": [2, 4], // Thái Nguyên
    "20": [1, 5], // Lạng Sơn
    "22": [2, 6], // Quảng Ninh
    "24": [2, 5], // Bắc Giang
    "25": [3, 2], // Phú Thọ
    "26": [2, 3], // Vĩnh Phúc
    "27": [3, 4], // Bắc Ninh
    "30": [3, 5], // Hải Dương
    "31": [3, 6], // Hải Phòng
    "33": [4, 4], // Hưng Yên
    "34": [4, 5], // Thái Bình
    "35": [4, 3], // Hà Nam
    "36": [5, 4], // Nam Định
    "37": [5, 3], // Ninh Bình
    "38": [5, 2], // Thanh Hóa
    "40": [6, 2], // Nghệ An
    "42": [7, 3], // Hà Tĩnh
    "44": [8, 3], // Quảng Bình
    "45": [9, 4], // Quảng Trị
    "46": [10, 5], // Huế
    "48": [11, 6], // Đà Nẵng
    "49": [11, 5], // Quảng Nam
    "51": [12, 6], // Quảng Ngãi
    "52": [13, 6], // Bình Định
    "54": [14, 6], // Phú Yên
    "56": [15, 6], // Khánh Hòa
    "58": [16, 6], // Ninh Thuận
    "60": [16, 5], // Bình Thuận
    "62": [12, 5], // Kon Tum
    "64": [13, 5], // Gia Lai
    "66": [14, 5], // Đắk Lắk
    "67": [15, 4], // Đắk Nông
    "68": [15, 5], // Lâm Đồng
    "70": [15, 3], // Bình Phước
    "72": [16, 2], // Tây Ninh
    "74": [16, 3], // Bình Dương
    "75": [16, 4], // Đồng Nai
    "77": [17, 4], // Bà Rịa - Vũng Tàu
    "79": [17, 3], // Hồ Chí Minh
    "80": [17, 2], // Long An
    "82": [18, 3], // Tiền Giang
    "83": [19, 3], // Bến Tre
    "84": [19, 2], // Trà Vinh
    "86": [18, 2], // Vĩnh Long
    "87": [17, 1], // Đồng Tháp
    "89": [17, 0], // An Giang
    "91": [18, 0], // Kiên Giang
    "92": [18, 1], // Cần Thơ
    "93": [19, 1], // Hậu Giang
    "94": [20, 2], // Sóc Trăng
    "95": [20, 1], // Bạc Liêu
    "96": [20, 0], // Cà Mau
};

/** The 34 provinces since 01/07/2025. */
export const grid34: Grid = {
    "01": [2, 2], // Hà Nội
    "04": [0, 3], // Cao Bằng
    "08": [0, 2], // Tuyên Quang
    "11": [1, 0], // Điện Biên
    "12": [0, 0], // Lai Châu
    "14": [1, 1], // Sơn La
    "15": [0, 1], // Lào Cai
    "19": [1, 3], // Thái Nguyên
    "20": [1, 4], // Lạng Sơn
    "22": [2, 4], // Quảng Ninh
    "24": [2, 3], // Bắc Ninh
    "25": [1, 2], // Phú Thọ
    "31": [3, 4], // Hải Phòng
    "33": [3, 3], // Hưng Yên
    "37": [3, 2], // Ninh Bình
    "38": [4, 2], // Thanh Hóa
    "40": [5, 2], // Nghệ An
    "42": [6, 2], // Hà Tĩnh
    "44": [7, 3], // Quảng Trị
    "46": [8, 3], // Huế
    "48": [9, 4], // Đà Nẵng
    "51": [10, 4], // Quảng Ngãi
    "52": [11, 4], // Gia Lai
    "56": [13, 4], // Khánh Hòa
    "66": [12, 4], // Đắk Lắk
    "68": [13, 3], // Lâm Đồng
    "75": [13, 2], // Đồng Nai
    "79": [14, 2], // Hồ Chí Minh
    "80": [14, 1], // Tây Ninh
    "82": [15, 1], // Đồng Tháp
    "86": [15, 2], // Vĩnh Long
    "91": [15, 0], // An Giang
    "92": [16, 1], // Cần Thơ
    "96": [16, 0], // Cà Mau
};

/** Province code -> the archipelago that belongs to it, drawn beside it. */
export const archipelagos: Record<string, string> = { "48": "Hoàng Sa", "56": "Trường Sa" };
